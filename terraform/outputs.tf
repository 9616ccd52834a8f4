output "address" {
  description = "Where viewers reach the gates. With a certificate, point its name at this one's host."
  value       = "${local.tls ? "https" : "http"}://${aws_lb.entry.dns_name}"
}

output "curl" {
  description = "Opens a stream. With a certificate by its name; until that points here, --insecure takes the load balancer's."
  value       = "curl --include ${local.tls ? "--insecure " : ""}--header 'X-Stream-Session: alice' ${local.tls ? "https" : "http"}://${aws_lb.entry.dns_name}/streams"
}

output "load_balancer" {
  description = "Host name and zone of the load balancer, for an alias in Route 53."
  value       = { dns_name = aws_lb.entry.dns_name, zone_id = aws_lb.entry.zone_id }
}

output "repository_url" {
  description = "Where images are pushed."
  value       = module.ecr.repository_url
}

output "image" {
  description = "What the gates run."
  value       = "${module.ecr.repository_url}:${var.image_tag}"
}

output "cluster_name" {
  description = "Name of the EKS cluster."
  value       = module.eks.cluster_name
}

output "kubeconfig_command" {
  description = "Gives kubectl and helm access to the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${module.eks.cluster_name}"
}

output "node_group" {
  description = "The node group, in two parts as `aws eks update-nodegroup-config` takes them."
  value       = { cluster = module.eks.cluster_name, name = split(":", module.eks.eks_managed_node_groups["gates"].node_group_id)[1] }
}

output "redis_endpoint" {
  description = "Primary of Redis, by TLS, as the user `gates`."
  value       = "${aws_elasticache_replication_group.redis.primary_endpoint_address}:${aws_elasticache_replication_group.redis.port}"
}

output "secret_arn" {
  description = "Where AWS Secrets Manager keeps the password of that user, and the key of tokens."
  value       = aws_secretsmanager_secret.gates.arn
}

output "target_group_arn" {
  description = "Where the load balancer tells which nodes answer."
  value       = aws_lb_target_group.gates.arn
}

output "nat_addresses" {
  description = "Addresses that an upstream outside the VPC sees the gates come from."
  value       = module.vpc.nat_public_ips
}
