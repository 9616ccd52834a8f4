import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { startCloud, type Cloud, type Tool } from '../fixtures/start-cloud.js'

const DEPLOY = 'scripts/deploy.sh'
const DESTROY = 'scripts/destroy.sh'
const TAG = { IMAGE_TAG: '1-a' }

/** Of the calls those that change something, without their details. */
const changes = (calls: readonly string[]): string[] => calls.flatMap(call => {
  const change = /^(terraform) -chdir=(\S+) (apply|destroy)(?:.*(-target=module\.ecr|TMP\/plan))?/.exec(call) ??
    /^(aws) \S+ (put-secret-value|delete-object|delete-log-group|cp)/.exec(call) ??
    /^(docker|podman) (build|login|push|logout)/.exec(call) ??
    /^(kubectl) .*?(delete \S+)/.exec(call) ??
    /^(helm) (package)/.exec(call)
  return change === null ? [] : [change.slice(1).filter(part => part !== undefined).join(' ')]
})

const deployed = (t: Parameters<typeof startCloud>[0]): Cloud => {
  const cloud = startCloud(t)
  for (const thing of ['bucket', 'state', 'image', 'cluster']) cloud.make(thing)
  cloud.make('secret', `{"REDIS_PASSWORD":"${'p'.repeat(64)}","TOKEN_KEY":"${'k'.repeat(64)}"}`)
  cloud.make('secret-version', '0000001-0000\n')
  return cloud
}

t.test('the first deploy creates bucket, registry, secrets, image and the rest, then prints the address', async t => {
  const cloud = startCloud(t)
  const { status, stdout, stderr, calls } = cloud.run(DEPLOY)
  t.equal(stderr, '')
  t.equal(status, 0)
  t.same(changes(calls), [
    'terraform TMP/bootstrap-copy apply',
    'terraform ./terraform apply -target=module.ecr',
    'aws put-secret-value',
    'docker build',
    'docker login',
    'docker push',
    'docker logout',
    'terraform ./terraform apply TMP/plan'
  ])
  t.equal(cloud.read('applied-secrets'), cloud.read('secret'), 'terraform is given what Secrets Manager keeps')
  t.match(stdout, /\nhttp:\/\/gates\.example\n\n {2}curl http:\/\/gates\.example\/streams\n/)
  const image = calls.find(call => call.startsWith('docker push'))
  t.match(image, /^docker push 123456789012\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/streamgate:\d+\.\d+\.\d+-[0-9a-f]{12}$/)
  t.ok(calls.some(call => call.includes(' plan ') && call.includes(`image_tag=${image?.split(':')[1] ?? ''}`)), 'what was pushed is what runs')
  for (const secret of Object.values(JSON.parse(cloud.read('secret')) as Record<string, string>)) {
    t.notOk(calls.some(call => call.includes(secret)), 'no secret is an argument, which everybody on the machine could read')
  }

  t.test('a second deploy builds, pushes and generates nothing', async t => {
    const before = cloud.read('secret')
    const { status, calls } = cloud.run(DEPLOY)
    t.equal(status, 0)
    t.same(changes(calls), [
      'terraform TMP/bootstrap-copy apply',
      'terraform ./terraform apply -target=module.ecr',
      'terraform ./terraform apply TMP/plan'
    ])
    t.ok(calls.some(call => call.includes('bootstrap-copy') && call.includes('existing_buckets=["streamgate-state-123456789012-eu-central-1"]')),
      'the bucket is taken over, not made')
    t.equal(cloud.read('secret'), before)
  })
})

t.test('an interrupted deploy is completed with the same secrets', async t => {
  const cloud = startCloud(t)
  cloud.make('apply-fails')
  t.not(cloud.run(DEPLOY, TAG).status, 0)
  const drawn = cloud.read('secret')
  t.notOk(cloud.has('cluster'))
  cloud.lose('apply-fails')
  const { status, calls } = cloud.run(DEPLOY, TAG)
  t.equal(status, 0)
  t.notOk(changes(calls).includes('docker build'), 'the image was there already')
  t.equal(cloud.read('secret'), drawn)
  t.equal(cloud.read('applied-secrets'), drawn)
})

t.test('a dry run only reads, with and without an existing stack', async t => {
  for (const cloud of [startCloud(t), deployed(t)]) {
    const things = ['bucket', 'state', 'secret', 'image', 'cluster']
    const before = things.map(cloud.has)
    const folder = readdirSync('terraform')
    for (const [script, said] of [[DEPLOY, /Nothing was done/], [DESTROY, /Nothing was removed|Nothing to remove/]] as const) {
      const { status, stdout, stderr, calls } = cloud.run(script, { ...TAG, PLAN: '1', DESTROY: 'streamgate' })
      t.equal(stderr, '')
      t.equal(status, 0)
      t.match(stdout, said)
      const READS = /^(aws (sts|configure|s3api head-\w+|secretsmanager get-secret-value)|terraform -chdir=TMP\/\S+ (init|plan)( |$))/
      t.same(calls.filter(call => !READS.test(call)), [])
      t.same(calls.filter(call => /copy\/terraform plan/.test(call) && !call.includes('-lock=false')), [], 'a lock is an object in the bucket')
    }
    t.same(things.map(cloud.has), before)
    t.same(readdirSync('terraform'), folder)
  }
})

t.test('missing programs are reported together, with what to do, before any change', async t => {
  const cloud = startCloud(t)
  const advice: Record<Exclude<Tool, 'helm'>, RegExp> = {
    terraform: /^ {2}terraform: install 1\.11/m,
    aws: /^ {2}aws: install the AWS CLI/m,
    docker: /^ {2}docker, podman or buildah: install one/m,
    kubectl: /^ {2}kubectl: install it/m,
    curl: /^ {2}curl: install it/m
  }
  for (const [tool, told] of Object.entries(advice)) {
    const { status, stderr, calls } = cloud.run(DEPLOY, TAG, [tool as Tool])
    t.equal(status, 1)
    t.match(stderr, told)
    t.equal(stderr.split('\n').length, 3, 'and nothing else is')
    t.same(calls, [])
  }
  const { stderr } = cloud.run(DEPLOY, { ...TAG, CHARTS: '1' }, ['terraform', 'helm'])
  t.match(stderr, /^Missing programs; nothing was done:\n {2}terraform: .*\n {2}helm: .*\n$/)
  t.match(cloud.run(DESTROY, {}, ['aws', 'kubectl']).stderr, /^Missing programs; nothing was done:\n {2}aws: .*\n {2}kubectl: .*\n$/)
})

t.test('a dry run needs only the programs it uses, and lists those a deploy needs', async t => {
  const { status, stdout, stderr } = startCloud(t).run(DEPLOY, { ...TAG, PLAN: '1' }, ['docker', 'kubectl'])
  t.equal(stderr, '')
  t.equal(status, 0)
  t.match(stdout, /\nA deploy also needs these missing programs:\n {2}kubectl: .*\n {2}docker, podman or buildah: .*\n$/)
})

t.test('without an AWS login it explains how to log in', async t => {
  const cloud = startCloud(t)
  cloud.make('no-identity')
  for (const script of [DEPLOY, DESTROY]) {
    const { status, stderr, calls } = cloud.run(script, TAG)
    t.equal(status, 1)
    t.match(stderr, /^No valid AWS login; nothing was done:\n {2}An error occurred \(ExpiredToken\)\nLog in with: aws sso login/)
    t.same(changes(calls), [])
  }
})

t.test('a missing region, a stopped Docker and an invalid name are reported before any change', async t => {
  const cloud = startCloud(t)
  t.match(cloud.run(DEPLOY, { ...TAG, STACK: 'Stream_Gate' }).stderr, /^STACK=Stream_Gate: a stack's name has/)
  cloud.make('region')
  t.match(cloud.run(DEPLOY, TAG).stderr, /^No AWS region; nothing was done. Set AWS_REGION=/)
  t.equal(cloud.run(DEPLOY, { ...TAG, AWS_REGION: 'us-east-1', PLAN: '1' }).status, 0)
  cloud.make('docker-sleeps')
  const { status, stderr, calls } = cloud.run(DEPLOY, TAG)
  t.equal(status, 1)
  t.match(stderr, /^docker does not respond; nothing was done:/)
  t.same(changes(calls), [])
})

t.test('another engine builds the image if Docker is stopped, unless docker is configured', async t => {
  const cloud = startCloud(t)
  cloud.make('podman')
  cloud.make('docker-sleeps')
  t.match(cloud.run(DEPLOY, { ...TAG, CONTAINER_ENGINE: 'docker' }).stderr, /^docker does not respond/)
  const { status, calls } = cloud.run(DEPLOY, TAG)
  t.equal(status, 0)
  t.same(changes(calls).filter(call => /docker|podman/.test(call)), ['podman build', 'podman login', 'podman push', 'podman logout'])
})

t.test('a failed push ends the deploy and leaves no login', async t => {
  const cloud = startCloud(t)
  cloud.make('push-fails')
  const { status, calls } = cloud.run(DEPLOY, TAG)
  t.not(status, 0)
  t.equal(changes(calls).at(-1), 'docker logout')
})

const isApply = (call: string): boolean => call.endsWith('apply TMP/plan')

t.test('a plan that replaces a resource is applied only with confirmation', async t => {
  const cloud = deployed(t)
  cloud.make('plan', '  # aws_elasticache_replication_group.redis must be replaced\n  # helm_release.gates will be updated in-place\n')
  const refused = cloud.run(DEPLOY, TAG)
  t.equal(refused.status, 1)
  t.match(refused.stdout, /This would be removed or replaced:\n {2}# aws_elasticache_replication_group\.redis must be replaced\n$/)
  t.match(refused.stderr, /REPLACE=1/)
  t.notOk(refused.calls.some(isApply))
  t.ok(cloud.run(DEPLOY, { ...TAG, REPLACE: '1' }).calls.some(isApply))
})

t.test('a plan that replaces a healthy resource is applied only with confirmation', async t => {
  const cloud = deployed(t)
  cloud.make('plan', '  # aws_elasticache_replication_group.redis will be replaced due to changes in replace_triggered_by\n')
  const { status, stdout, calls } = cloud.run(DEPLOY, TAG)
  t.equal(status, 1)
  t.match(stdout, 'redis will be replaced')
  t.notOk(calls.some(isApply))
})

t.test('a plan that cannot be displayed is not applied', async t => {
  const cloud = deployed(t)
  cloud.make('show-fails')
  const { status, calls } = cloud.run(DEPLOY, TAG)
  t.not(status, 0)
  t.notOk(calls.some(isApply))
})

t.test('rotating the Redis password keeps the token key', async t => {
  const cloud = deployed(t)
  t.equal(cloud.run(DEPLOY, TAG).status, 0)
  const version = cloud.read('applied-version')
  t.equal(cloud.run(DEPLOY, { ...TAG, ROTATE: '1' }).status, 0)
  t.not(cloud.read('applied-version'), version, 'terraform writes only what has another version')
  const { REDIS_PASSWORD, TOKEN_KEY } = JSON.parse(cloud.read('applied-secrets')) as Record<string, string>
  t.equal(TOKEN_KEY, 'k'.repeat(64))
  t.not(REDIS_PASSWORD, 'p'.repeat(64))
})

t.test('CHARTS=1 publishes the chart in a new bucket', async t => {
  const cloud = deployed(t)
  const dry = cloud.run(DEPLOY, { ...TAG, CHARTS: '1', PLAN: '1' })
  t.match(dry.stdout, /Would be uploaded to s3:\/\/streamgate-charts-123456789012-eu-central-1:\n {2}streamgate-1\.0\.0\.tgz\n/)
  t.notOk(cloud.has('charts'))
  const { status, stderr } = cloud.run(DEPLOY, { ...TAG, CHARTS: '1' })
  t.equal(stderr, '')
  t.equal(status, 0)
  t.ok(cloud.has('charts'))
  t.ok(cloud.has('s3/streamgate-charts-123456789012-eu-central-1/streamgate-1.0.0.tgz'))
})

t.test('destroy needs the stack name, and first removes the load balancers that terraform does not manage', async t => {
  const cloud = deployed(t)
  cloud.make('balancer', 'web/front\n')
  for (const env of [{}, { DESTROY: 'another' }]) {
    const { status, stderr, calls } = cloud.run(DESTROY, env)
    t.equal(status, 1)
    t.equal(stderr, 'Nothing was removed. To confirm, set DESTROY=streamgate\n')
    t.same(changes(calls), [])
  }
  const { status, stderr, calls } = cloud.run(DESTROY, { DESTROY: 'streamgate' })
  t.equal(stderr, '')
  t.equal(status, 0)
  t.same(changes(calls), [
    'kubectl delete ingresses',
    'kubectl delete service',
    'terraform ./terraform destroy',
    'aws delete-log-group',
    'aws delete-object'
  ])
  t.ok(cloud.has('bucket'), 'the bucket stays')
  t.match(cloud.run(DESTROY, { DESTROY: 'streamgate' }).stdout, /There is no stack streamgate\.\n$/, 'again there is nothing to do')
})

t.test('STATE=1 removes the state bucket when no stack is left', async t => {
  const cloud = deployed(t)
  cloud.make('other-stack', 'staging/terraform.tfstate\n')
  const kept = cloud.run(DESTROY, { DESTROY: 'streamgate', STATE: '1' })
  t.equal(kept.status, 1)
  t.match(kept.stderr, /stays: it contains the states of other stacks\.\n {2}staging\/terraform\.tfstate\n$/)
  t.ok(cloud.has('bucket'))
  cloud.make('other-stack')
  const gone = cloud.run(DESTROY, { DESTROY: 'streamgate', STATE: '1' })
  t.equal(gone.status, 0)
  t.notOk(cloud.has('bucket'))
})

t.test('terraform.tfvars.example sets only existing variables', async t => {
  const names = (file: string, pattern: RegExp): string[] => [...readFileSync(file, 'utf8').matchAll(pattern)].map(match => match[1] ?? '')
  const declared = names('terraform/variables.tf', /^variable "(\w+)"/gm)
  const set = names('terraform/terraform.tfvars.example', /^# (\w+) += /gm)
  t.ok(set.length > 8)
  t.same(set.filter(name => !declared.includes(name)), [])
})

t.test('the Redis user on AWS has the documented permissions and INFO', async t => {
  const commands = (text: string): string[] => (text.match(/(?<= )\+[a-z]+/g) ?? []).sort()
  const documented = /ACL SETUSER gate .*/.exec(readFileSync('docs/OPERATIONS.md', 'utf8'))?.[0] ?? ''
  const given = /access_string = join\(.*?\]\)/s.exec(readFileSync('terraform/redis.tf', 'utf8'))?.[0] ?? ''
  t.ok(commands(documented).length > 10)
  t.same(commands(given.replaceAll('"', ' ')), [...commands(documented), '+info'].sort())
})
