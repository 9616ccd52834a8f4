# The Redis password and the token key, in AWS Secrets Manager. Sourced by ../deploy.sh, after stack-settings.sh.
# shellcheck shell=bash disable=SC2154
#
# They are passed only in variables and pipes: they do not appear in process lists, files or the state.

# read_secrets: sets terraform's variables; fails if there are no secrets
read_secrets() {
  local version
  if ! aws secretsmanager get-secret-value --secret-id "$stack/gates" \
    --query '[VersionId,SecretString]' --output text >"$tmp/secrets" 2>"$tmp/error"; then
    grep -q ResourceNotFound "$tmp/error" || die "Cannot read the secret $stack/gates: $(tail -n 1 "$tmp/error")"
    return 1
  fi
  IFS=$'\t' read -r version TF_VAR_secrets <"$tmp/secrets"
  rm "$tmp/secrets"
  # 28 bits of a UUID: terraform needs a number and only checks whether it changed. At least 1: with 0 the provider would
  # write an empty Secret.
  TF_VAR_secrets_version=$((16#${version:0:7} + 1))
  export TF_VAR_secrets TF_VAR_secrets_version
}

draw() {
  aws secretsmanager get-random-password --password-length 64 --exclude-punctuation \
    --query RandomPassword --output text
}

# fill_secrets: generates the secrets once. ROTATE=1 generates another password and keeps the key; a new key would end all streams.
fill_secrets() {
  local password token_key
  if read_secrets; then
    [[ ${ROTATE-} == 1 ]] || return 0
    [[ $TF_VAR_secrets =~ \"TOKEN_KEY\":\"([A-Za-z0-9]+)\" ]] || die "The secret $stack/gates has no TOKEN_KEY."
    token_key=${BASH_REMATCH[1]}
  else
    token_key=$(draw)
  fi
  password=$(draw)
  printf '{"REDIS_PASSWORD":"%s","TOKEN_KEY":"%s"}' "$password" "$token_key" |
    quietly aws secretsmanager put-secret-value --secret-id "$stack/gates" --secret-string file:///dev/stdin
  read_secrets || die "The secret $stack/gates cannot be read although it was just written: run this again."
}
