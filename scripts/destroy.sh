#!/usr/bin/env bash
# destroy.sh
#
# Takes down what deploy.sh has made: everything of one stack, with its images. The bucket of the states stays, for the
# states of other stacks and for old versions of this one's.
#
#   DESTROY=streamgate   the stack's name, where nobody is there to be asked
#   PLAN=1               show what would be removed, and remove nothing
#   STACK, AWS_PROFILE, AWS_REGION   as for deploy.sh
#   STATE=1              remove the buckets, too, when no stack is left
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/deploy/know-stack.sh"

need terraform aws kubectl
identify
stack_variables none
no_secrets
echo "stack $stack in account $account, $region"

# Load balancers that Kubernetes made are unknown to terraform, and hold on to the subnets. Deleting waits for them.
remove_load_balancers() {
  local service answer
  if ! answer=$(aws eks describe-cluster --name "$stack" 2>&1); then
    [[ $answer == *ResourceNotFound* ]] || die "Cannot look at the cluster $stack: $answer"
    echo 'the cluster is gone already'
    return
  fi
  use_cluster
  kubectl delete ingresses --all --all-namespaces --timeout=300s
  # As text: an assignment, unlike a loop's input, fails when kubectl does.
  answer=$(kubectl get services --all-namespaces \
    --output 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}')
  for service in $answer; do
    kubectl --namespace "${service%/*}" delete service "${service#*/}" --timeout=300s
  done
  answer=$(kubectl get persistentvolumes --output name)
  [[ -z $answer ]] || printf '%s\n' 'These volumes may stay, and cost:' "$answer"
}

remove_buckets() {
  local left
  left=$(aws s3api list-objects-v2 --bucket "$state_bucket" --output text \
    --query "Contents[?ends_with(Key, '/terraform.tfstate')].Key")
  [[ -z $left || $left == None ]] || die "The bucket $state_bucket stays: it keeps the states of other stacks." "  $left"
  # The charts' goes along, where there is one.
  if bucket_exists "$chart_bucket"; then export CHARTS=1; else unset CHARTS; fi
  bootstrap apply -auto-approve -var remove=true
  bootstrap destroy -auto-approve -var remove=true
}

if ! bucket_exists "$state_bucket"; then
  echo "There is nothing: no bucket $state_bucket in this account."
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
  # A lock would be written into the bucket.
  terraform -chdir="$folder" plan -destroy -lock=false "${variables[@]}"
  say 'Nothing was removed.'
  exit
fi

answer=${DESTROY-}
if [[ -z $answer && -t 0 ]]; then
  read -r -p "This removes the stack $stack, its cluster and Redis. Type its name to go on: " answer
fi
[[ $answer == "$stack" ]] || die "Nothing was removed. To go on, say which: DESTROY=$stack"

if stack_exists; then
  say '1/3 load balancers that Kubernetes made'
  init_stack "$root/terraform"
  remove_load_balancers

  say '2/3 the stack: about 15 minutes'
  terraform -chdir="$root/terraform" destroy -auto-approve "${variables[@]}"
  # The last lines of the cluster's audit log make the log group anew.
  aws logs delete-log-group --log-group-name "/aws/eks/$stack/cluster" 2>"$tmp/error" ||
    grep -q ResourceNotFound "$tmp/error" || cat "$tmp/error" >&2
  # An empty state is no stack. Versions of it are kept.
  quietly aws s3api delete-object --bucket "$state_bucket" --key "$stack/terraform.tfstate"
fi

say '3/3 the bucket of the states'
if [[ ${STATE-} == 1 ]]; then remove_buckets; else echo "$state_bucket stays; with STATE=1 it goes, when no stack is left"; fi
