/** The subtest of each file that shares a process with others, by the URL that it was imported with. */
export const testsOfFiles = new Map()
