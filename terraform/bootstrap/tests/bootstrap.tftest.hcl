mock_provider "aws" {}

override_resource {
  target          = aws_s3_bucket.this
  override_during = plan
  values          = { arn = "arn:aws:s3:::bucket" }
}

variables {
  region       = "eu-central-1"
  state_bucket = "streamgate-state-123456789012-eu-central-1"
}

run "buckets_are_versioned_encrypted_and_private" {
  command = plan
  variables { chart_bucket = "streamgate-charts-123456789012-eu-central-1" }

  assert {
    condition = (
      aws_s3_bucket.this["state"].bucket == var.state_bucket &&
      aws_s3_bucket.this["charts"].bucket == var.chart_bucket &&
      alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy])
    )
    error_message = "the buckets have the given names and are not removed with their contents"
  }
  assert {
    condition     = alltrue([for use in ["state", "charts"] : one(aws_s3_bucket_versioning.this[use].versioning_configuration).status == "Enabled"])
    error_message = "versions are kept"
  }
  assert {
    condition = alltrue([
      for use in ["state", "charts"] :
      one(one(aws_s3_bucket_server_side_encryption_configuration.this[use].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    ])
    error_message = "their contents are encrypted"
  }
  assert {
    condition = alltrue(flatten([for use in ["state", "charts"] : [
      aws_s3_bucket_public_access_block.this[use].block_public_acls,
      aws_s3_bucket_public_access_block.this[use].block_public_policy,
      aws_s3_bucket_public_access_block.this[use].ignore_public_acls,
      aws_s3_bucket_public_access_block.this[use].restrict_public_buckets,
    ]]))
    error_message = "they are not public"
  }
  assert {
    condition = alltrue([for use in ["state", "charts"] :
      jsondecode(aws_s3_bucket_policy.this[use].policy).Statement[0].Effect == "Deny" &&
      jsondecode(aws_s3_bucket_policy.this[use].policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    ])
    error_message = "plain HTTP is denied"
  }
}

run "creates_no_chart_repository_by_default" {
  command = plan

  assert {
    condition     = keys(aws_s3_bucket.this) == ["state"] && keys(aws_s3_bucket_policy.this) == ["state"]
    error_message = "only the state bucket exists"
  }
}

run "empties_buckets_only_for_removal" {
  command = plan
  variables { remove = true }

  assert {
    condition     = aws_s3_bucket.this["state"].force_destroy
    error_message = "a bucket to be removed is emptied"
  }
}

run "refuses_an_invalid_bucket_name" {
  command = plan
  variables { state_bucket = "Stream_Gate" }

  expect_failures = [var.state_bucket]
}

run "refuses_the_same_bucket_for_charts_and_state" {
  command = plan
  variables { chart_bucket = "streamgate-state-123456789012-eu-central-1" }

  expect_failures = [var.chart_bucket]
}
