# The bucket for Terraform's state and, if charts are published, a bucket for them.
#
# It keeps no state of its own: every apply begins without one and imports existing buckets. So it works from any machine,
# and the next run completes an interrupted one.

provider "aws" {
  region = var.region

  default_tags {
    tags = { Application = "streamgate", ManagedBy = "terraform" }
  }
}

locals {
  buckets = { for use, bucket in { state = var.state_bucket, charts = var.chart_bucket } : use => bucket if bucket != null }
}

import {
  for_each = { for use, bucket in local.buckets : use => bucket if contains(var.existing_buckets, bucket) }
  to       = aws_s3_bucket.this[each.key]
  id       = each.value
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket = each.value
  # Only for removal: a bucket that contains versions cannot be removed otherwise.
  force_destroy = var.remove
}

# Older states can be restored.
resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = aws_s3_bucket.this

  # Rules about noncurrent versions need versioning.
  bucket = aws_s3_bucket_versioning.this[each.key].bucket

  rule {
    id     = "forget"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration { noncurrent_days = 90 }
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

# States and charts are sensitive: never public, and TLS only.
resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "this" {
  for_each = aws_s3_bucket.this

  # Concurrent changes of access settings conflict.
  bucket = aws_s3_bucket_public_access_block.this[each.key].bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
