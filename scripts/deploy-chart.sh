#!/usr/bin/env bash
# deploy-chart.sh
#
# Publishes the chart in a bucket of S3, as a repository for clusters that were not made here. A version is published
# once; done again it changes nothing.
#
#   BUCKET=...      a bucket of yours; without it streamgate-charts-ACCOUNT-REGION, which is made if it is not there
#   CHART_URL=...   how the bucket is read, where not by s3://BUCKET: https://charts.example.com
#   PLAN=1          show what would be published, and publish nothing
#   REPUBLISH=1     publish a version anew that is there already
#   AWS_PROFILE, AWS_REGION
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/know-stack.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/publish-chart.sh"

need aws helm
identify
bucket=${BUCKET:-$chart_bucket}
echo "bucket $bucket in account $account, $region"

if ! bucket_exists "$bucket"; then
  [[ $bucket == "$chart_bucket" ]] || die "There is no bucket $bucket, and nothing was done. Make it, or leave BUCKET out."
  need terraform
  export CHARTS=1
  if [[ ${PLAN-} == 1 ]]; then bootstrap plan; else bootstrap apply -auto-approve; fi
fi
publish_chart "$bucket"
if [[ ${PLAN-} == 1 ]]; then say 'Nothing was published.'; fi
