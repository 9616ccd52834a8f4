import t from 'tap'
import { startCloud, type Cloud } from '../fixtures/start-cloud.js'

const CHART = 'scripts/deploy-chart.sh'
const DEFAULT = 'streamgate-charts-123456789012-eu-central-1'

const index = (cloud: Cloud, bucket: string): string => cloud.read(`s3/${bucket}/index.yaml`)

t.test('the first run creates the bucket, uploads the chart and then the index', async t => {
  const cloud = startCloud(t)
  const { status, stdout, stderr, calls } = cloud.run(CHART)
  t.equal(stderr, '')
  t.equal(status, 0)
  t.ok(cloud.has('charts'))
  t.ok(cloud.has(`s3/${DEFAULT}/streamgate-1.0.0.tgz`))
  t.equal(index(cloud, DEFAULT), `- s3://${DEFAULT}/streamgate-1.0.0.tgz\n`)
  t.same(calls.filter(call => call.startsWith('aws s3 cp')).map(call => call.split(' ')[4]),
    [`s3://${DEFAULT}/streamgate-1.0.0.tgz`, `s3://${DEFAULT}/index.yaml`])
  t.match(stdout, `helm repo add streamgate s3://${DEFAULT}`)

  t.test('a second run does not publish the same version again, unless forced', async t => {
    const again = cloud.run(CHART)
    t.equal(again.status, 0)
    t.match(again.stdout, /streamgate-1\.0\.0\.tgz is already published in s3:\S+\. A changed chart needs a new version, or REPUBLISH=1\.\n$/)
    t.same(again.calls.filter(call => call.startsWith('terraform') || call.includes(' cp TMP')), [])
    t.ok(cloud.run(CHART, { REPUBLISH: '1' }).calls.some(call => call.startsWith('aws s3 cp TMP/charts/streamgate-1.0.0.tgz')))
  })
})

t.test('an existing bucket keeps its charts, and the index has its URL', async t => {
  const cloud = startCloud(t)
  cloud.make('bucket')
  cloud.run(CHART, { BUCKET: 'our-shelf' })
  cloud.make('s3/our-shelf/index.yaml', '- https://charts.example.com/streamgate-0.9.0.tgz\n')
  const { status, stdout, stderr, calls } = cloud.run(CHART, { BUCKET: 'our-shelf', CHART_URL: 'https://charts.example.com' })
  t.equal(stderr, '')
  t.equal(status, 0)
  t.equal(index(cloud, 'our-shelf'), '- https://charts.example.com/streamgate-0.9.0.tgz\n- https://charts.example.com/streamgate-1.0.0.tgz\n')
  t.match(stdout, /helm repo add streamgate https:\/\/charts\.example\.com\n$/)
  t.notOk(calls.some(call => call.startsWith('terraform')), 'nothing is made')
})

t.test('a dry run shows what would be uploaded, and uploads nothing', async t => {
  const cloud = startCloud(t)
  for (const existing of [false, true]) {
    if (existing) cloud.make('charts')
    const { status, stdout, stderr, calls } = cloud.run(CHART, { PLAN: '1' })
    t.equal(stderr, '')
    t.equal(status, 0)
    t.match(stdout, `Would be uploaded to s3://${DEFAULT}:\n  streamgate-1.0.0.tgz\n  index.yaml, with these new lines:\n    - s3://${DEFAULT}/streamgate-1.0.0.tgz\n\n== Nothing was published.\n`)
    t.same(calls.filter(call => call.startsWith('aws s3 cp TMP') || / (apply|destroy) /.test(call)), [])
    t.equal(calls.some(call => / plan /.test(call)), !existing, 'a bucket that would be made is shown')
  }
  t.equal(cloud.has('bucket'), false)
})

t.test('an unreadable index stops the run and is not overwritten', async t => {
  const cloud = startCloud(t)
  cloud.make('charts')
  cloud.make('s3-refuses')
  const { status, stderr, calls } = cloud.run(CHART)
  t.equal(status, 1)
  t.match(stderr, /^Cannot access s3:\/\/\S+\/index\.yaml: An error occurred \(403\)\n$/)
  t.same(calls.filter(call => call.startsWith('aws s3 cp')), [])
})

t.test('missing programs are reported with what to do', async t => {
  const cloud = startCloud(t)
  t.match(cloud.run(CHART, {}, ['helm', 'aws']).stderr, /^Missing programs; nothing was done:\n {2}aws: .*\n {2}helm: install it.*\n$/)
  t.match(cloud.run(CHART, {}, ['terraform']).stderr, /^Missing programs; nothing was done:\n {2}terraform: /)
  t.equal(cloud.run(CHART, { BUCKET: 'our-shelf' }).stderr, 'There is no bucket our-shelf; nothing was done. Create it, or omit BUCKET.\n')
})
