locals {
  tags = merge({ Application = "streamgate", Stack = var.name, ManagedBy = "terraform" }, var.tags)
}

provider "aws" {
  region = var.region
  default_tags { tags = local.tags }
}

locals {
  # A token for the identity that runs terraform, valid for fifteen minutes and fetched on demand: it is not stored.
  cluster_login = {
    api_version = "client.authentication.k8s.io/v1beta1"
    command     = "aws"
    args        = ["eks", "get-token", "--cluster-name", module.eks.cluster_name, "--region", var.region]
  }
}

provider "kubernetes" {
  host                   = module.eks.cluster_endpoint
  cluster_ca_certificate = base64decode(module.eks.cluster_certificate_authority_data)

  exec {
    api_version = local.cluster_login.api_version
    command     = local.cluster_login.command
    args        = local.cluster_login.args
  }
}

provider "helm" {
  kubernetes = {
    host                   = module.eks.cluster_endpoint
    cluster_ca_certificate = base64decode(module.eks.cluster_certificate_authority_data)
    exec                   = local.cluster_login
  }
}
