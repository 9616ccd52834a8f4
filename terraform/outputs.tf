output "address" {
  description = "Address for viewers. With a certificate, point its domain at this host."
  value       = "${local.tls ? "https" : "http"}://${aws_lb.entry.dns_name}"
}

output "curl" {
  description = "Command that acquires a stream. With a certificate, replace the host with its domain; until that points here, use --insecure."
  value       = "curl --include ${local.tls ? "--insecure " : ""}--header 'X-Stream-Session: alice' ${local.tls ? "https" : "http"}://${aws_lb.entry.dns_name}/streams"
}

output "load_balancer" {
  description = "Host name and zone of the load balancer, for a Route 53 alias."
  value       = { dns_name = aws_lb.entry.dns_name, zone_id = aws_lb.entry.zone_id }
}

output "repository_url" {
  description = "URL of the image repository."
  value       = module.ecr.repository_url
}

output "image" {
  description = "Image of the gates."
  value       = "${module.ecr.repository_url}:${var.image_tag}"
}

output "cluster_name" {
  description = "Name of the EKS cluster."
  value       = module.eks.cluster_name
}

output "kubeconfig_command" {
  description = "Command that configures kubectl and helm for the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${module.eks.cluster_name}"
}

output "node_group" {
  description = "Cluster and node group name, as `aws eks update-nodegroup-config` needs them."
  value       = { cluster = module.eks.cluster_name, name = split(":", module.eks.eks_managed_node_groups["gates"].node_group_id)[1] }
}

output "redis_endpoint" {
  description = "Address of the Redis primary; connect with TLS as the user `gates`."
  value       = "${aws_elasticache_replication_group.redis.primary_endpoint_address}:${aws_elasticache_replication_group.redis.port}"
}

output "secret_arn" {
  description = "The AWS Secrets Manager secret with the Redis password and the token key."
  value       = aws_secretsmanager_secret.gates.arn
}

output "target_group_arn" {
  description = "Target group that shows which nodes are healthy."
  value       = aws_lb_target_group.gates.arn
}

output "nat_addresses" {
  description = "Source addresses of the gates for an upstream outside the VPC."
  value       = module.vpc.nat_public_ips
}
