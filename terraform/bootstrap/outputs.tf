output "buckets" {
  description = "Names of the buckets: `state` and, if requested, `charts`."
  value       = { for use, policy in aws_s3_bucket_policy.this : use => policy.bucket }
}
