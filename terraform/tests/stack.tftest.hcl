# The planned resources, without AWS. Mocked outputs replace the registry's modules; the locals with the modules' inputs are
# asserted instead.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012", arn = "arn:aws:sts::123456789012:assumed-role/operators/alice" }
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

override_module {
  target          = module.ecr
  override_during = plan
  outputs         = { repository_url = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/streamgate" }
}

override_resource {
  target          = aws_elasticache_replication_group.redis
  override_during = plan
  values          = { primary_endpoint_address = "master.streamgate.example" }
}

override_resource {
  target          = aws_lb.entry
  override_during = plan
  values          = { dns_name = "streamgate-1.elb.eu-central-1.amazonaws.com", zone_id = "Z1" }
}

override_resource {
  target          = aws_iam_role.pod_network
  override_during = plan
  values          = { name = "streamgate-pod-network-1" }
}

override_resource {
  target          = aws_security_group.entry
  override_during = plan
  values          = { id = "sg-entry" }
}

override_resource {
  target          = aws_security_group.redis
  override_during = plan
  values          = { id = "sg-redis" }
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

run "two_m5_large_nodes_and_at_most_four" {
  command = plan

  assert {
    condition = local.node_groups == {
      gates = {
        ami_type         = "AL2023_x86_64_STANDARD"
        instance_types   = ["m5.large"]
        min_size         = 2
        max_size         = 4
        desired_size     = 2
        update_config    = { max_unavailable = 1 }
        metadata_options = { http_tokens = "required", http_put_response_hop_limit = 1 }
        block_device_mappings = {
          root = {
            device_name = "/dev/xvda"
            ebs         = { volume_type = "gp3", volume_size = 20, encrypted = true, delete_on_termination = true }
          }
        }
        iam_role_attach_cni_policy = false
      }
    }
    error_message = "the node group has two m5.large nodes, at most four, and its role is only for nodes"
  }
  assert {
    condition     = output.node_group == { cluster = "streamgate", name = "gates-1" }
    error_message = "the output names the node group for the AWS CLI"
  }
}

run "the_cluster_has_its_add_ons_and_only_the_deployer_as_administrator" {
  command = plan

  assert {
    condition = jsonencode(local.addons) == jsonencode({
      eks-pod-identity-agent = { before_compute = true, most_recent = true }
      vpc-cni = {
        before_compute           = true
        most_recent              = true
        pod_identity_association = [{ role_arn = "arn:aws:iam::123456789012:role/streamgate-pod-network-1", service_account = "aws-node" }]
      }
      kube-proxy     = { most_recent = true }
      coredns        = { most_recent = true }
      metrics-server = { most_recent = true }
    })
    error_message = "the add-ons for addresses, DNS and Pod Identity are installed"
  }
  assert {
    condition     = length(local.administrators) == 0
    error_message = "only the deployer administers the cluster"
  }
}

run "cluster_admin_arns_administer_the_cluster" {
  command = plan
  variables { cluster_admin_arns = ["arn:aws:iam::123456789012:role/video/operators"] }

  assert {
    condition = jsonencode(local.administrators) == jsonencode({
      "arn:aws:iam::123456789012:role/video/operators" = {
        principal_arn = "arn:aws:iam::123456789012:role/video/operators"
        policy_associations = {
          admin = {
            policy_arn   = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
            access_scope = { type = "cluster" }
          }
        }
      }
    })
    error_message = "they have the admin policy for the whole cluster"
  }
}

run "the_registry_keeps_images_for_rollback" {
  command = plan

  assert {
    condition = jsonencode([for rule in local.registry_rules : rule.selection]) == jsonencode([
      { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = 20 },
      { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 },
    ])
    error_message = "keeps twenty tagged images, and untagged ones for a week"
  }
}

run "redis_survives_the_loss_of_a_zone_and_requires_tls" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.redis.multi_az_enabled && aws_elasticache_replication_group.redis.automatic_failover_enabled
    error_message = "Redis fails over to another zone automatically"
  }
  assert {
    condition     = aws_elasticache_replication_group.redis.num_cache_clusters == 2
    error_message = "there is a replica to fail over to"
  }
  assert {
    condition     = aws_elasticache_replication_group.redis.transit_encryption_enabled && aws_elasticache_replication_group.redis.transit_encryption_mode == "required"
    error_message = "every connection uses TLS"
  }
  assert {
    condition     = tobool(aws_elasticache_replication_group.redis.at_rest_encryption_enabled)
    error_message = "Redis is encrypted at rest"
  }
  assert {
    condition = (
      aws_elasticache_replication_group.redis.subnet_group_name == "streamgate" &&
      aws_elasticache_replication_group.redis.security_group_ids == toset(["sg-redis"]) &&
      aws_vpc_security_group_ingress_rule.redis.referenced_security_group_id == "sg-nodes"
    )
    error_message = "Redis is in its own subnets, and only nodes can connect"
  }
  assert {
    condition = (
      aws_elasticache_replication_group.redis.parameter_group_name == aws_elasticache_parameter_group.redis.name &&
      one(aws_elasticache_parameter_group.redis.parameter) == { name = "maxmemory-policy", value = "noeviction" }
    )
    error_message = "no stream is evicted"
  }
}

run "secrets_are_written_only_where_they_are_used" {
  command = plan

  # Write-only arguments are null in every plan and state.
  assert {
    condition     = aws_elasticache_user.gates.passwords_wo == null && kubernetes_secret_v1.gates.data_wo == null
    error_message = "no plan and no state contains a secret"
  }
  assert {
    condition     = aws_elasticache_user.gates.passwords_wo_version == 7 && kubernetes_secret_v1.gates.data_wo_revision == 7
    error_message = "Redis and the gates get a new password together"
  }
}

run "redis_authenticates_gates_and_restricts_their_commands" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.redis.user_group_ids == toset([aws_elasticache_user_group.redis.user_group_id])
    error_message = "Redis requires a password"
  }
  assert {
    condition     = aws_elasticache_user_group.redis.user_ids == toset(["streamgate-default", "streamgate-gates"])
    error_message = "only the user of the gates can log in"
  }
  assert {
    condition     = startswith(aws_elasticache_user.default.access_string, "off ")
    error_message = "the default user is disabled"
  }
  assert {
    condition = (
      startswith(aws_elasticache_user.gates.access_string, "on ~streamgate:* resetchannels &streamgate:ended -@all ") &&
      !strcontains(aws_elasticache_user.gates.access_string, "+@")
    )
    error_message = "the gates can use only their keys, their channel and listed commands"
  }
}

run "nodes_are_private_and_zones_do_not_overlap" {
  command = plan
  variables { zone_count = 3 }

  assert {
    condition     = local.zones == tolist(["eu-central-1a", "eu-central-1b", "eu-central-1c"])
    error_message = "the number of zones is as configured"
  }
  assert {
    condition     = join(" ", local.node_subnets) == "10.0.0.0/20 10.0.16.0/20 10.0.32.0/20"
    error_message = "nodes have a /20 per zone"
  }
  assert {
    condition     = length(distinct(concat(local.node_subnets, local.public_subnets, local.redis_subnets))) == 9
    error_message = "no subnets overlap"
  }
  assert {
    condition     = local.cluster_subnets == module.vpc.private_subnets
    error_message = "nodes are in the private subnets"
  }
  assert {
    condition     = aws_lb.entry.subnets == toset(module.vpc.public_subnets) && !aws_lb.entry.internal
    error_message = "the load balancer is in the public subnets"
  }
}

run "the_release_references_image_redis_and_secret" {
  command = plan

  assert {
    condition     = yamldecode(helm_release.gates.values[0]) == yamldecode(file("tests/release-values.yaml"))
    error_message = "the chart gets references to image, Redis and Secret, and no secret"
  }
  assert {
    condition     = helm_release.gates.wait && helm_release.gates.atomic && helm_release.gates.namespace == "streamgate"
    error_message = "a release that does not become ready is rolled back"
  }
  assert {
    condition     = length(helm_release.gates.values) == 1
    error_message = "the chart gets no other values"
  }
}

run "an_upstream_replaces_the_sample_video" {
  command = plan
  variables {
    upstream_url = "https://video.example.com"
    chart_values = "replicas: 6\nconfig: { STREAM_LIMIT: 2, HEALTH_PATH: /healthz }\n"
  }

  assert {
    condition     = local.chart_values.config.UPSTREAM_URL == "https://video.example.com" && !local.chart_values.sampleVideo.enabled
    error_message = "the gates get the upstream"
  }
  assert {
    condition     = yamldecode(helm_release.gates.values[1]) == { replicas = 6, config = { STREAM_LIMIT = 2, HEALTH_PATH = "/healthz" } }
    error_message = "the operator's values come last and override others"
  }
  assert {
    condition     = one(aws_lb_target_group.gates.health_check).path == "/healthz"
    error_message = "the load balancer checks the gates' health path"
  }
}

run "an_upstream_in_the_chart_values_replaces_the_sample_video_too" {
  command = plan
  variables { chart_values = "config: { UPSTREAM_URL: \"https://video.example.com\" }\n" }

  assert {
    condition     = !local.chart_values.sampleVideo.enabled
    error_message = "the sample video is off, because the chart rejects it with an upstream"
  }
}

run "viewers_use_http_and_the_admin_port_is_not_exposed" {
  command = plan

  assert {
    condition = (
      aws_lb_listener.entry.port == 80 && aws_lb_listener.entry.protocol == "TCP" &&
      aws_lb_target_group.gates.port == 30080 && aws_lb_target_group.gates.protocol == "TCP"
    )
    error_message = "the load balancer routes to the gates' port"
  }
  assert {
    condition = one([for check in aws_lb_target_group.gates.health_check : [
      check.protocol, check.path, check.matcher, tostring(check.interval), tostring(check.unhealthy_threshold)
    ]]) == ["HTTP", "/", "200", "5", "2"]
    error_message = "a node without a gate is detected within ten seconds"
  }
  assert {
    condition = (
      keys(aws_vpc_security_group_ingress_rule.entry) == ["0.0.0.0/0"] &&
      alltrue([for rule in aws_vpc_security_group_ingress_rule.entry : rule.from_port == 80 && rule.to_port == 80])
    )
    error_message = "only one port is open to the internet"
  }
  assert {
    condition     = output.address == "http://streamgate-1.elb.eu-central-1.amazonaws.com"
    error_message = "the address is the load balancer's"
  }
  assert {
    condition     = output.curl == "curl --include --header 'X-Stream-Session: alice' http://streamgate-1.elb.eu-central-1.amazonaws.com/streams"
    error_message = "the printed command acquires a stream"
  }
  assert {
    condition     = output.kubeconfig_command == "aws eks update-kubeconfig --region eu-central-1 --name streamgate"
    error_message = "the printed command configures kubectl"
  }
}

run "with_a_certificate_viewers_use_https_only" {
  command = plan
  variables {
    certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
    viewer_cidrs    = ["203.0.113.0/24"]
  }

  assert {
    condition     = aws_lb_listener.entry.port == 443 && aws_lb_listener.entry.protocol == "TLS" && startswith(output.address, "https://")
    error_message = "the load balancer terminates TLS"
  }
  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.entry) == ["203.0.113.0/24"] && aws_vpc_security_group_ingress_rule.entry["203.0.113.0/24"].from_port == 443
    error_message = "the configured ranges can reach port 443"
  }
}

run "all_resources_have_the_tags" {
  command = plan
  variables { tags = { Team = "video" } }

  assert {
    condition     = local.tags == { Application = "streamgate", Stack = "streamgate", ManagedBy = "terraform", Team = "video" }
    error_message = "default tags apply to all resources"
  }
}

run "the_network_plugin_has_a_role_for_this_cluster_only" {
  command = plan

  assert {
    condition = one(jsondecode(aws_iam_role.pod_network.assume_role_policy).Statement) == {
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = "123456789012" }
        ArnEquals    = { "aws:SourceArn" = "arn:aws:eks:eu-central-1:123456789012:cluster/streamgate" }
      }
    }
    error_message = "the role trusts Pod Identity of this cluster"
  }
}
