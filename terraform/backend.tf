# Bucket, region and key differ between stacks: `make deploy` passes them to `terraform init` with -backend-config.
terraform {
  backend "s3" {
    encrypt = true
    # S3 locks the state: no DynamoDB table is needed.
    use_lockfile = true
  }
}
