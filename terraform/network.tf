# Gates and Redis have no public addresses: viewers use the load balancer (entry.tf), gates connect out through NAT.

data "aws_availability_zones" "open" {
  # Exclude local zones: EKS and ElastiCache are not available in all of them.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zones = slice(data.aws_availability_zones.open.names, 0, var.zone_count)

  # In a /16: a /20 per zone for nodes and their pods, and a /24 for the small subnets.
  node_subnets   = [for i in range(var.zone_count) : cidrsubnet(var.vpc_cidr, 4, i)]
  public_subnets = [for i in range(var.zone_count) : cidrsubnet(var.vpc_cidr, 8, 240 + i)]
  redis_subnets  = [for i in range(var.zone_count) : cidrsubnet(var.vpc_cidr, 8, 248 + i)]
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "6.6.0"

  name = var.name
  cidr = var.vpc_cidr
  azs  = local.zones

  private_subnets     = local.node_subnets
  public_subnets      = local.public_subnets
  elasticache_subnets = local.redis_subnets

  enable_nat_gateway     = true
  single_nat_gateway     = !var.nat_gateway_per_zone
  one_nat_gateway_per_az = var.nat_gateway_per_zone

  # Kubernetes puts load balancers of other workloads into these subnets.
  public_subnet_tags  = { "kubernetes.io/role/elb" = 1 }
  private_subnet_tags = { "kubernetes.io/role/internal-elb" = 1 }
}

# The endpoint is free and keeps ECR downloads (image layers come from S3) off the NAT gateway, which costs.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = module.vpc.vpc_id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = module.vpc.private_route_table_ids
  tags              = { Name = "${var.name}-s3" }
}
