# Publishes the chart in a bucket, for other clusters. Sourced, after stack-settings.sh.
# shellcheck shell=bash disable=SC2154

# publish_chart BUCKET: publishes a version once, and keeps older ones in the index. PLAN=1 only shows it.
publish_chart() {
  local bucket=$1 url=${CHART_URL:-s3://$1} charts=$tmp/charts merge=() archive
  mkdir "$charts"
  quietly helm package "$root/k8s/chart" --destination "$charts"
  archive=$(cd "$charts" && echo *.tgz)
  : >"$tmp/index.yaml"
  if bucket_exists "$bucket" && object_exists "$bucket" index.yaml; then
    quietly aws s3 cp "s3://$bucket/index.yaml" "$tmp/index.yaml"
    # A published version never changes. The index decides, because it is written last.
    if [[ ${REPUBLISH-} != 1 ]] && grep -qF "/$archive" "$tmp/index.yaml"; then
      echo "$archive is already published in s3://$bucket. A changed chart needs a new version, or REPUBLISH=1."
      return
    fi
    merge=(--merge "$tmp/index.yaml")
  fi
  quietly helm repo index "$charts" --url "$url" ${merge[@]+"${merge[@]}"}
  if [[ ${PLAN-} == 1 ]]; then
    printf '%s\n' "Would be uploaded to s3://$bucket:" "  $archive" '  index.yaml, with these new lines:'
    diff "$tmp/index.yaml" "$charts/index.yaml" | sed -n 's/^>/   /p' || true
    return
  fi
  # The index last, so that it names only existing files.
  quietly aws s3 cp "$charts/$archive" "s3://$bucket/$archive"
  quietly aws s3 cp "$charts/index.yaml" "s3://$bucket/index.yaml" --cache-control no-cache
  echo "$archive is published. To use it: helm repo add streamgate $url"
  [[ $url != s3:* ]] || echo 'Helm reads s3:// with the plugin helm-s3.'
}
