# Mistakes that are reported before anything is created.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }
  mock_data "aws_iam_session_context" {
    defaults = { issuer_arn = "arn:aws:iam::123456789012:role/operators" }
  }
}
mock_provider "helm" {}
mock_provider "kubernetes" {}

override_module {
  target          = module.vpc
  override_during = plan
  outputs = {
    vpc_id                        = "vpc-1"
    private_subnets               = ["subnet-private-a", "subnet-private-b"]
    public_subnets                = ["subnet-public-a", "subnet-public-b"]
    private_route_table_ids       = ["rtb-1"]
    elasticache_subnet_group_name = "streamgate"
    nat_public_ips                = ["203.0.113.1"]
  }
}

override_module {
  target          = module.eks
  override_during = plan
  outputs = {
    cluster_name                                    = "streamgate"
    cluster_endpoint                                = "https://cluster.example"
    cluster_certificate_authority_data              = "LS0t"
    node_security_group_id                          = "sg-nodes"
    eks_managed_node_groups                         = { gates = { node_group_id = "streamgate:gates-1" } }
    eks_managed_node_groups_autoscaling_group_names = ["eks-gates-1"]
  }
}

variables {
  region    = "eu-central-1"
  image_tag = "0.1.0-0123456789ab"
  secrets = {
    REDIS_PASSWORD = "RedisRedisRedisRedisRedisRedisRedis"
    TOKEN_KEY      = "TokenTokenTokenTokenTokenTokenToken"
  }
  secrets_version = 7
}

run "one_zone_is_refused" {
  command = plan
  variables { zone_count = 1 }
  expect_failures = [var.zone_count]
}

run "redis_without_a_replica_is_refused" {
  command = plan
  variables { redis_node_count = 1 }
  expect_failures = [var.redis_node_count]
}

run "more_nodes_than_the_maximum_are_refused" {
  command = plan
  variables { node_count = 5 }
  expect_failures = [var.node_count]
}

run "arm_nodes_are_refused" {
  command = plan
  variables { node_instance_type = "m6g.large" }
  expect_failures = [var.node_instance_type]
}

run "an_upstream_with_a_path_is_refused" {
  command = plan
  variables { upstream_url = "https://video.example.com/live" }
  expect_failures = [var.upstream_url]
}

run "values_that_are_not_a_map_are_refused" {
  command = plan
  variables { chart_values = "- replicas" }
  expect_failures = [var.chart_values]
}

run "an_image_called_latest_is_refused" {
  command = plan
  variables { image_tag = "latest" }
  expect_failures = [var.image_tag]
}

run "an_assumed_role_is_refused_as_administrator" {
  command = plan
  variables { cluster_admin_arns = ["arn:aws:sts::123456789012:assumed-role/operators/alice"] }
  expect_failures = [var.cluster_admin_arns]
}

run "a_deployer_who_is_not_an_administrator_is_refused" {
  command = plan
  variables { cluster_admin_arns = ["arn:aws:iam::123456789012:role/others"] }
  expect_failures = [kubernetes_namespace_v1.gates]
}

run "a_name_that_is_invalid_for_a_resource_is_refused" {
  command = plan
  variables { name = "Stream_Gate" }
  expect_failures = [var.name]
}

run "a_password_that_is_invalid_for_elasticache_is_refused" {
  command = plan
  variables {
    secrets = { REDIS_PASSWORD = "short", TOKEN_KEY = "TokenTokenTokenTokenTokenTokenToken" }
  }
  expect_failures = [var.secrets]
}

run "a_secrets_version_of_zero_is_refused" {
  command = plan
  variables { secrets_version = 0 }
  expect_failures = [var.secrets_version]
}
