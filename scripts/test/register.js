// What Node loads before a test (.taprc): it reads TypeScript.
import { register } from 'node:module'

register('./load-typescript.js', import.meta.url)
