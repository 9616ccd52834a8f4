#!/usr/bin/env bash
# deploy.sh
#
# Creates or updates a complete stack on AWS, and prints its address. A second run changes only what differs; the next run
# completes an interrupted one. terraform/README.md lists the resources and their costs.
#
#   PLAN=1               show what would be done, and do nothing
#   STACK=streamgate     name of the stack
#   AWS_PROFILE, AWS_REGION
#   IMAGE_TAG=...        an existing image in the repository, or the tag of the one to build
#   CONTAINER_ENGINE     docker, podman or buildah
#   ROTATE=1             replace the Redis password
#   CHARTS=1             also publish the chart in a bucket
#   REPLACE=1            remove or replace resources without confirmation
#   WAIT=0               do not wait until the address responds, for example if it does not admit your client
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/stack-settings.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/push-image.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/fill-secrets.sh"
# shellcheck source-path=SCRIPTDIR
source "$here/deploy/publish-chart.sh"

engine=$(find_engine)
tools=(terraform aws)
[[ ${CHARTS-} != 1 ]] || tools+=(helm)
doers=(kubectl curl "$engine")
if [[ ${PLAN-} == 1 ]]; then
  need "${tools[@]}"
else
  need "${tools[@]}" "${doers[@]}"
  see_engine_answer
fi
identify
tag=${IMAGE_TAG:-$(image_tag)}
stack_variables "$tag"
echo "stack $stack in account $account, $region; image $tag"

plan() {
  local folder lacking state=yes
  bucket_exists "$state_bucket" || state=
  say "dry run, 1 of 2: the bucket $state_bucket"
  bootstrap plan
  say 'dry run, 2 of 2: the stack'
  folder=$(copy_stack)
  export TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
  if [[ -n $state ]]; then
    init_stack "$folder"
  else
    # Without a bucket there is no state: everything is new.
    printf 'terraform {\n  backend "local" {}\n}\n' >"$folder/backend_override.tf"
    quietly terraform -chdir="$folder" init
  fi
  if ! read_secrets; then no_secrets; fi
  # A lock would write to the bucket.
  terraform -chdir="$folder" plan -lock=false "${variables[@]}"
  if [[ ${CHARTS-} == 1 ]]; then publish_chart "$chart_bucket"; fi
  say "Nothing was done. Without PLAN=1 this would be applied, and the image $tag built and pushed unless it exists."
  lacking=$(missing "${doers[@]}")
  [[ -z $lacking ]] || printf '%s\n' 'A deploy also needs these missing programs:' "$lacking"
}

# Requires confirmation for a plan that removes or replaces resources, such as the cluster or Redis.
ask_before_losing() {
  local shown lost answer=
  # A separate statement, so that the script ends if the plan cannot be shown.
  shown=$(terraform -chdir="$root/terraform" show -no-color "$tmp/plan")
  lost=$(grep -E '^  # .*(will be destroyed|(must|will) be replaced)' <<<"$shown" || true)
  [[ -n $lost && ${REPLACE-} != 1 ]] || return 0
  printf '%s\n' 'This would be removed or replaced:' "$lost"
  if [[ -t 0 ]]; then read -r -p 'Continue? (yes/no) ' answer; fi
  [[ $answer == yes ]] || die 'Nothing of this plan was applied. Review it with PLAN=1, and apply it with REPLACE=1.'
}

wait_for_answer() {
  local address=$1
  use_cluster
  kubectl --namespace streamgate rollout status deployment --timeout=300s \
    --selector app.kubernetes.io/instance=streamgate,app.kubernetes.io/component=gate || {
    kubectl --namespace streamgate get pods --output wide >&2
    die 'The gates do not become ready. See their log: kubectl --namespace streamgate logs deployment/streamgate'
  }
  # DNS has to propagate the load balancer's name, and the load balancer checks a gate twice before it routes to it.
  for ((i = 0; i < 60; i++)); do
    ! curl --silent --insecure --max-time 5 --output /dev/null "$address/" || return 0
    sleep 5
  done
  die "The gates are ready, but $address does not respond to this machine." \
    'If viewer_cidrs excludes this machine, this is expected: use WAIT=0. Otherwise check which nodes the load balancer considers healthy:' \
    "  aws elbv2 describe-target-health --region $region --target-group-arn $(terraform -chdir="$root/terraform" output -raw target_group_arn)"
}

if [[ ${PLAN-} == 1 ]]; then
  plan
  exit
fi

say "1/6 the bucket $state_bucket"
bootstrap apply -auto-approve
init_stack "$root/terraform"

say '2/6 the registry'
# First, because the gates need an image when they start.
no_secrets
terraform -chdir="$root/terraform" apply -auto-approve "${variables[@]}" \
  -target=module.ecr -target=aws_secretsmanager_secret.gates
fill_secrets

say '3/6 the image'
push_image "$account.dkr.ecr.$region.amazonaws.com/$stack" "$tag"

say '4/6 the stack: about 20 minutes the first time'
terraform -chdir="$root/terraform" plan "${variables[@]}" -out="$tmp/plan"
ask_before_losing
terraform -chdir="$root/terraform" apply "$tmp/plan"

say '5/6 the chart'
if [[ ${CHARTS-} == 1 ]]; then publish_chart "$chart_bucket"; else echo 'the chart is not published (CHARTS=1 publishes it)'; fi

say '6/6 the address'
address=$(terraform -chdir="$root/terraform" output -raw address)
if [[ ${WAIT-} != 0 ]]; then wait_for_answer "$address"; fi

cat <<END

$address

  $(terraform -chdir="$root/terraform" output -raw curl)
  $(terraform -chdir="$root/terraform" output -raw kubeconfig_command)
END
