# Publishes the chart in a bucket, for clusters that this stack does not make. Sourced by ../deploy.sh, after know-stack.sh.
# shellcheck shell=bash disable=SC2154

# publish_chart BUCKET
publish_chart() {
  local bucket=$1 charts=$tmp/charts
  mkdir "$charts"
  quietly helm package "$root/k8s/chart" --destination "$charts"
  # With what is published already, or else the index would know this version alone.
  if aws s3 cp "s3://$bucket/index.yaml" "$tmp/index.yaml" >/dev/null 2>&1; then
    helm repo index "$charts" --url "s3://$bucket" --merge "$tmp/index.yaml"
  else
    helm repo index "$charts" --url "s3://$bucket"
  fi
  # The index last: it names nothing that is not there.
  quietly aws s3 cp "$charts" "s3://$bucket" --recursive --exclude index.yaml
  quietly aws s3 cp "$charts/index.yaml" "s3://$bucket/index.yaml"
  echo "s3://$bucket (with the plugin helm-s3: helm repo add streamgate s3://$bucket)"
}
