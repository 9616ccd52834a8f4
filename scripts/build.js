// Compiles src to dist and puts the Lua scripts beside the code that loads them.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc'], { stdio: 'inherit' })
cpSync('src/store/lua', 'dist/store/lua', { recursive: true })
