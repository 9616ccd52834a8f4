# Bucket, region and key differ from stack to stack: `make deploy` passes them to `terraform init` by -backend-config.
terraform {
  backend "s3" {
    encrypt = true
    # S3 locks by itself: no table in DynamoDB.
    use_lockfile = true
  }
}
