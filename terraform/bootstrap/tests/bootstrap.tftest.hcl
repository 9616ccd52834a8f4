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

run "keeps_every_version_encrypted_and_to_itself" {
  command = plan
  variables { chart_bucket = "streamgate-charts-123456789012-eu-central-1" }

  assert {
    condition = (
      aws_s3_bucket.this["state"].bucket == var.state_bucket &&
      aws_s3_bucket.this["charts"].bucket == var.chart_bucket &&
      alltrue([for bucket in aws_s3_bucket.this : !bucket.force_destroy])
    )
    error_message = "the buckets have the given names and are not removed with what is in them"
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
    error_message = "what is in them is encrypted"
  }
  assert {
    condition = alltrue(flatten([for use in ["state", "charts"] : [
      aws_s3_bucket_public_access_block.this[use].block_public_acls,
      aws_s3_bucket_public_access_block.this[use].block_public_policy,
      aws_s3_bucket_public_access_block.this[use].ignore_public_acls,
      aws_s3_bucket_public_access_block.this[use].restrict_public_buckets,
    ]]))
    error_message = "nothing of them is public"
  }
  assert {
    condition = alltrue([for use in ["state", "charts"] :
      jsondecode(aws_s3_bucket_policy.this[use].policy).Statement[0].Effect == "Deny" &&
      jsondecode(aws_s3_bucket_policy.this[use].policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    ])
    error_message = "plain HTTP is denied"
  }
}

run "makes_no_chart_repository_unless_told_to" {
  command = plan

  assert {
    condition     = keys(aws_s3_bucket.this) == ["state"] && keys(aws_s3_bucket_policy.this) == ["state"]
    error_message = "there is the bucket for the state alone"
  }
}

run "empties_the_buckets_only_when_told_to_remove_them" {
  command = plan
  variables { remove = true }

  assert {
    condition     = aws_s3_bucket.this["state"].force_destroy
    error_message = "a bucket to be removed is emptied"
  }
}

run "refuses_a_name_that_s3_would_refuse" {
  command = plan
  variables { state_bucket = "Stream_Gate" }

  expect_failures = [var.state_bucket]
}

run "refuses_charts_beside_the_state" {
  command = plan
  variables { chart_bucket = "streamgate-state-123456789012-eu-central-1" }

  expect_failures = [var.chart_bucket]
}
