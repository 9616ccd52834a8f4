locals {
  # Nodes have no public addresses.
  cluster_subnets = module.vpc.private_subnets

  # Terraform silently drops unknown keys of these objects: tests/stack.tftest.hcl checks every key.
  node_groups = {
    gates = {
      ami_type       = "AL2023_x86_64_STANDARD"
      instance_types = [var.node_instance_type]
      min_size       = var.node_count_min
      max_size       = var.node_count_max
      desired_size   = var.node_count

      # One at a time, so that the pods' disruption budget holds.
      update_config = { max_unavailable = 1 }

      # The root volume of the node image, encrypted.
      block_device_mappings = {
        root = {
          device_name = "/dev/xvda"
          ebs         = { volume_type = "gp3", volume_size = 20, encrypted = true, delete_on_termination = true }
        }
      }

      # A hop limit of one keeps pods from using the node's role.
      metadata_options = {
        http_tokens                 = "required"
        http_put_response_hop_limit = 1
      }

      # Pods that need permissions have their own role (pod-identity.tf).
      iam_role_attach_cni_policy = false
    }
  }

  # The newest add-on versions for this version of Kubernetes. Without the first two no node becomes ready.
  addons = {
    eks-pod-identity-agent = { before_compute = true, most_recent = true }
    vpc-cni = {
      before_compute           = true
      most_recent              = true
      pod_identity_association = [{ role_arn = local.pod_network_role_arn, service_account = "aws-node" }]
    }
    kube-proxy     = { most_recent = true }
    coredns        = { most_recent = true }
    metrics-server = { most_recent = true }
  }

  administrators = {
    for arn in var.cluster_admin_arns : arn => {
      principal_arn = arn
      policy_associations = {
        admin = {
          policy_arn   = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
          access_scope = { type = "cluster" }
        }
      }
    }
  }
}

module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "21.19.0"

  name               = var.name
  kubernetes_version = var.kubernetes_version

  vpc_id     = module.vpc.vpc_id
  subnet_ids = local.cluster_subnets

  # Nodes reach the API within the VPC, operators from outside: with IAM, and from these ranges.
  endpoint_private_access      = true
  endpoint_public_access       = true
  endpoint_public_access_cidrs = var.api_allowed_cidrs

  authentication_mode                      = "API"
  enable_cluster_creator_admin_permissions = length(var.cluster_admin_arns) == 0
  access_entries                           = local.administrators

  # Pods use Pod Identity; IRSA would be a second way to get a role.
  enable_irsa = false
  # EKS encrypts everything with its own key. A customer key would remain for a month after `make destroy`.
  create_kms_key    = false
  encryption_config = null

  enabled_log_types                      = ["audit", "authenticator"]
  cloudwatch_log_group_retention_in_days = 30

  addons                  = local.addons
  eks_managed_node_groups = local.node_groups

  node_security_group_additional_rules = {
    entry = {
      description              = "Load balancer to gates"
      protocol                 = "tcp"
      type                     = "ingress"
      from_port                = local.node_port
      to_port                  = local.node_port
      source_security_group_id = aws_security_group.entry.id
    }
  }
}
