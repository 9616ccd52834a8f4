#!/usr/bin/env bash
# deploy-chart.sh
#
# Publishes the chart in an S3 bucket, as a repository for other clusters. A version is published once; a second run changes
# nothing.
#
#   BUCKET=...      your bucket; default is streamgate-charts-ACCOUNT-REGION, which is created if missing
#   CHART_URL=...   URL of the repository, if not s3://BUCKET: https://charts.example.com
#   PLAN=1          show what would be published, and publish nothing
#   REPUBLISH=1     publish an existing version again
#   AWS_PROFILE, AWS_REGION
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/stack-settings.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/publish-chart.sh"

need aws helm
identify
bucket=${BUCKET:-$chart_bucket}
echo "bucket $bucket in account $account, $region"

if ! bucket_exists "$bucket"; then
  [[ $bucket == "$chart_bucket" ]] || die "There is no bucket $bucket; nothing was done. Create it, or omit BUCKET."
  need terraform
  export CHARTS=1
  if [[ ${PLAN-} == 1 ]]; then bootstrap plan; else bootstrap apply -auto-approve; fi
fi
publish_chart "$bucket"
if [[ ${PLAN-} == 1 ]]; then say 'Nothing was published.'; fi
