import t from 'tap'
import { isValid, isGiven, type Setting } from '../../../src/config/options/setting.js'

function setting (source: Setting['source'], value: unknown): Setting {
  return { source, value, variable: undefined, shown: undefined }
}

t.test('an option is given by a flag or a variable, and valid if its value is', async t => {
  t.same([setting('flag', 1), setting('environment', 1), setting('flag', undefined), setting('default', 1), setting('unset', undefined)]
    .map(each => [isGiven(each), isValid(each)]), [[true, true], [true, true], [true, false], [false, false], [false, false]])
})
