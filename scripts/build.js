// Compiles src to dist and puts the Lua scripts beside the code that loads them. With --over what is in dist stays until
// it is replaced, and all of it stays where the types are wrong: something runs from there.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'

const over = process.argv.includes('--over')
// Only what is in the folder goes: a container that has mounted it would look at the one that is gone.
mkdirSync('dist', { recursive: true })
if (!over) for (const name of readdirSync('dist')) rmSync(`dist/${name}`, { recursive: true })
const tsc = ['node_modules/typescript/bin/tsc', ...(over ? ['--noEmitOnError'] : [])]
const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
// tsc has said why.
if (status !== 0) process.exit(1)
cpSync('src/store/lua', 'dist/store/lua', { recursive: true })
