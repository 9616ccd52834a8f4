// What `import t from 'tap'` means in a file that shares a process with others: load-typescript.js resolves it to this.
import { testsOfFiles } from './tests-of-files.js'

export * from 'tap'
export default testsOfFiles.get(new URL(import.meta.url).searchParams.get('file'))
