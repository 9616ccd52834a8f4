# Shared by deploy.sh, destroy.sh and deploy-chart.sh. Sourced, not run.
# shellcheck shell=bash
#
# Sets root, stack, account, region, state_bucket, chart_bucket and tmp, a folder that is removed on exit.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
stack=${STACK:-streamgate}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
# Providers are about 700 MB: downloaded once for stack, dry runs and bootstrap.
export TF_PLUGIN_CACHE_DIR=${TF_PLUGIN_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/streamgate-terraform}

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s\n' "$@" >&2; exit 1; }

# quietly COMMAND...: shows the output only if the command fails.
quietly() { "$@" >"$tmp/output" 2>&1 || { cat "$tmp/output" >&2; return 1; }; }

# missing PROGRAM...: prints the programs that are not installed, each with what to do
missing() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null && continue
    case $program in
    terraform) echo '  terraform: install 1.11 or newer, https://developer.hashicorp.com/terraform/install' ;;
    aws) echo '  aws: install the AWS CLI, https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html' ;;
    kubectl) echo '  kubectl: install it, https://kubernetes.io/docs/tasks/tools/' ;;
    helm) echo '  helm: install it, https://helm.sh/docs/intro/install/' ;;
    docker) echo '  docker, podman or buildah: install one of them to build the image, https://docs.docker.com/get-docker/' ;;
    *) echo "  $program: install it with your system's package manager" ;;
    esac
  done
}

# need PROGRAM...: ends with a list of all missing programs
need() {
  local lacking
  lacking=$(missing "$@")
  [[ -z $lacking ]] || die 'Missing programs; nothing was done:' "$lacking"
}

# Sets account and region, which name the buckets.
identify() {
  [[ $stack =~ ^[a-z]([a-z0-9]|-[a-z0-9]){1,19}$ && ${#stack} -le 20 ]] ||
    die "STACK=$stack: a stack's name has 2 to 20 lower-case letters, digits and single dashes, and begins with a letter."
  # First: without a region the AWS CLI makes no call, and its version 1 reads only the second variable.
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}
  [[ -n $region ]] || die 'No AWS region; nothing was done. Set AWS_REGION=eu-central-1, or a region near your viewers.'
  export AWS_REGION=$region AWS_DEFAULT_REGION=$region
  account=$(aws sts get-caller-identity --query Account --output text 2>"$tmp/error") || die \
    'No valid AWS login; nothing was done:' "  $(tail -n 1 "$tmp/error")" \
    'Log in with: aws sso login, or aws configure. Choose the profile with AWS_PROFILE=...'
  state_bucket=streamgate-state-$account-$region
  # shellcheck disable=SC2034 # Scripts that source this use it.
  chart_bucket=streamgate-charts-$account-$region
}

# bucket_exists BUCKET
bucket_exists() {
  local answer
  ! answer=$(aws s3api head-bucket --bucket "$1" 2>&1) || return 0
  [[ $answer == *404* || $answer == *'Not Found'* || $answer == *NoSuchBucket* ]] && return 1
  die "Cannot access the bucket $1: $answer" 'You need s3:ListBucket on it. With 403 it may also belong to another account.'
}

# object_exists BUCKET KEY
object_exists() {
  local answer
  ! answer=$(aws s3api head-object --bucket "$1" --key "$2" 2>&1) || return 0
  [[ $answer == *404* || $answer == *'Not Found'* || $answer == *NoSuchKey* ]] && return 1
  die "Cannot access s3://$1/$2: $answer"
}

# stack_exists: whether the bucket has its state
stack_exists() { object_exists "$state_bucket" "$stack/terraform.tfstate"; }

# bootstrap VERB ARGUMENT...: terraform in terraform/bootstrap, which keeps no state beyond this run
bootstrap() {
  local verb=$1 folder=$root/terraform/bootstrap existing=() bucket
  shift
  export TF_DATA_DIR=$tmp/bootstrap
  if [[ ! -d $tmp/bootstrap-copy ]]; then
    # A copy, because terraform writes a lock file into the folder.
    mkdir -p "$tmp/bootstrap-copy" "$TF_PLUGIN_CACHE_DIR"
    cp "$folder"/*.tf "$tmp/bootstrap-copy"
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1 quietly terraform -chdir="$tmp/bootstrap-copy" init \
      -backend-config="path=$tmp/bootstrap.tfstate"
  fi
  local buckets=("$state_bucket") arguments=(-var "region=$region" -var "state_bucket=$state_bucket")
  if [[ ${CHARTS-} == 1 ]]; then
    buckets+=("$chart_bucket")
    arguments+=(-var "chart_bucket=$chart_bucket")
  fi
  for bucket in "${buckets[@]}"; do
    if bucket_exists "$bucket"; then existing+=("\"$bucket\""); fi
  done
  arguments+=(-var "existing_buckets=[$(IFS=,; echo "${existing[*]-}")]")
  terraform -chdir="$tmp/bootstrap-copy" "$verb" "${arguments[@]}" "$@"
  unset TF_DATA_DIR
}

# init_stack FOLDER: with the state in S3
init_stack() {
  mkdir -p "$TF_PLUGIN_CACHE_DIR"
  quietly terraform -chdir="$1" init -reconfigure -backend-config="bucket=$state_bucket" \
    -backend-config="key=$stack/terraform.tfstate" -backend-config="region=$region"
}

# copy_stack: prints the path of a copy of terraform/, so that dry runs do not change the folder
copy_stack() {
  local file copy=$tmp/copy/terraform
  mkdir -p "$copy" "$tmp/copy"
  for file in "$root"/terraform/*.tf "$root"/terraform/*.tfvars "$root"/terraform/.terraform.lock.hcl; do
    if [[ -f $file ]]; then cp "$file" "$copy"; fi
  done
  ln -s "$root/k8s" "$tmp/copy/k8s"
  echo "$copy"
}

# stack_variables IMAGE_TAG: sets `variables`. They override terraform.tfvars, because names of buckets and states depend on them.
# shellcheck disable=SC2034 # Scripts that source this use it.
stack_variables() { variables=(-var "region=$region" -var "name=$stack" -var "image_tag=$1"); }

# Placeholders for a stack without secrets, or one that is removed: terraform requires some.
no_secrets() {
  export TF_VAR_secrets='{"REDIS_PASSWORD":"00000000000000000000000000000000","TOKEN_KEY":"00000000000000000000000000000000"}'
  export TF_VAR_secrets_version=1
}

# Configures kubectl for this run only: your own configuration is not changed.
use_cluster() {
  export KUBECONFIG=$tmp/kubeconfig
  quietly aws eks update-kubeconfig --name "$stack" --kubeconfig "$KUBECONFIG"
}
