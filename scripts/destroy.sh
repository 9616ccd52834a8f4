#!/usr/bin/env bash
# destroy.sh
#
# Removes a stack of deploy.sh with its images. The state bucket stays, for the states of other stacks and for old versions
# of this one's.
#
#   DESTROY=streamgate   the stack's name, to run without a prompt
#   PLAN=1               show what would be removed, and remove nothing
#   STACK, AWS_PROFILE, AWS_REGION   as for deploy.sh
#   STATE=1              remove the buckets, too, when no stack is left
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/deploy/stack-settings.sh"

need terraform aws kubectl
identify
stack_variables none
no_secrets
echo "stack $stack in account $account, $region"

# Terraform does not manage load balancers created by Kubernetes, and they block the removal of subnets. Deletes them and waits.
remove_load_balancers() {
  local service answer
  if ! answer=$(aws eks describe-cluster --name "$stack" 2>&1); then
    [[ $answer == *ResourceNotFound* ]] || die "Cannot access the cluster $stack: $answer"
    echo 'the cluster is already removed'
    return
  fi
  use_cluster
  kubectl delete ingresses --all --all-namespaces --timeout=300s
  # A variable: unlike a loop's input, an assignment fails if kubectl fails.
  answer=$(kubectl get services --all-namespaces \
    --output 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}')
  for service in $answer; do
    kubectl --namespace "${service%/*}" delete service "${service#*/}" --timeout=300s
  done
  answer=$(kubectl get persistentvolumes --output name)
  [[ -z $answer ]] || printf '%s\n' 'These volumes may remain and incur costs:' "$answer"
}

remove_buckets() {
  local left
  left=$(aws s3api list-objects-v2 --bucket "$state_bucket" --output text \
    --query "Contents[?ends_with(Key, '/terraform.tfstate')].Key")
  [[ -z $left || $left == None ]] || die "The bucket $state_bucket stays: it contains the states of other stacks." "  $left"
  # Also removes the chart bucket, if there is one.
  if bucket_exists "$chart_bucket"; then export CHARTS=1; else unset CHARTS; fi
  bootstrap apply -auto-approve -var remove=true
  bootstrap destroy -auto-approve -var remove=true
}

if ! bucket_exists "$state_bucket"; then
  echo "Nothing to remove: there is no bucket $state_bucket in this account."
  exit
fi
if ! stack_exists; then
  echo "There is no stack $stack."
  [[ ${STATE-} == 1 && ${PLAN-} != 1 ]] || exit 0
fi

if [[ ${PLAN-} == 1 ]]; then
  folder=$(copy_stack)
  export TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
  init_stack "$folder"
  # A lock would write to the bucket.
  terraform -chdir="$folder" plan -destroy -lock=false "${variables[@]}"
  say 'Nothing was removed.'
  exit
fi

answer=${DESTROY-}
if [[ -z $answer && -t 0 ]]; then
  read -r -p "This removes the stack $stack, its cluster and Redis. Type its name to continue: " answer
fi
[[ $answer == "$stack" ]] || die "Nothing was removed. To confirm, set DESTROY=$stack"

if stack_exists; then
  say '1/3 load balancers created by Kubernetes'
  init_stack "$root/terraform"
  remove_load_balancers

  say '2/3 the stack: about 15 minutes'
  terraform -chdir="$root/terraform" destroy -auto-approve "${variables[@]}"
  # The last lines of the cluster's audit log create the log group again.
  aws logs delete-log-group --log-group-name "/aws/eks/$stack/cluster" 2>"$tmp/error" ||
    grep -q ResourceNotFound "$tmp/error" || cat "$tmp/error" >&2
  # Remove the empty state. The bucket keeps its versions.
  quietly aws s3api delete-object --bucket "$state_bucket" --key "$stack/terraform.tfstate"
fi

say '3/3 the state bucket'
if [[ ${STATE-} == 1 ]]; then remove_buckets; else echo "$state_bucket stays; STATE=1 removes it when no stack is left"; fi
