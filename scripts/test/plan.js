/**
 * Sorts test files into the classes that test/classes.js gives, and those with a process of their own as it names them.
 *
 * @returns of each class that has any: the files with a process of their own, and by folder those that share one
 */
export function plan (classes, files) {
  const named = classes.flatMap(({ together, apart }, index) => [
    ...together.map(path => ({ index, path, shared: true })),
    ...apart.map((path, order) => ({ index, path, order, shared: false }))
  ]).sort((a, b) => b.path.length - a.path.length)
  const planned = classes.map(({ name, jobs }) => ({ name, jobs, apart: [], together: {} }))
  const orders = new Map()
  for (const file of files) {
    const { index, path, order, shared } = named.find(({ path }) => file === path || file.startsWith(`${path}/`)) ?? named.at(-1)
    const { apart, together } = planned[index]
    if (shared) {
      (together[path] ??= []).push(file)
    } else {
      apart.push(file)
      orders.set(file, order)
    }
  }
  for (const { apart, together } of planned) {
    apart.sort((a, b) => orders.get(a) - orders.get(b))
    for (const [path, files] of Object.entries(together)) {
      if (files.length > 1) continue
      apart.push(...files)
      delete together[path]
    }
  }
  return planned.filter(({ apart, together }) => apart.length > 0 || Object.keys(together).length > 0)
}
