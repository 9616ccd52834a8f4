output "buckets" {
  description = "Names of the buckets, once they are ready: `state`, and perhaps `charts`."
  value       = { for use, policy in aws_s3_bucket_policy.this : use => policy.bucket }
}
