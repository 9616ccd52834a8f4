# What has to be there before Terraform can keep a state: the bucket for the state, and, where charts are published,
# one for them.
#
# It keeps no state of itself: whoever applies this begins with none, and a bucket that is there is imported. So it
# works from any machine, and an attempt that broke off is completed by the next one.

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
  # Only on the way out: a bucket with versions in it cannot be removed otherwise.
  force_destroy = var.remove
}

# What an apply has spoilt can be fetched back.
resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = aws_s3_bucket.this

  # Rules about old versions are for buckets that have versions.
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

# A state tells how everything is built, and a chart is what gates are made of: never public, and by TLS alone.
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

  # Two changes of access at once conflict.
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
