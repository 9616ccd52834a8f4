import t from 'tap'
import { isGiven, isNamed, type Setting } from '../../../src/config/options/setting.js'

function setting (source: Setting['source'], value: unknown): Setting {
  return { source, value, variable: undefined, shown: undefined }
}

t.test('named is what an operator said, given is what of it is right', async t => {
  t.same([setting('flag', 1), setting('environment', 1), setting('flag', undefined), setting('default', 1), setting('unset', undefined)]
    .map(each => [isNamed(each), isGiven(each)]), [[true, true], [true, true], [true, false], [false, false], [false, false]])
})
