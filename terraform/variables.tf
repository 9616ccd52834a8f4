# Set by `make deploy`: do not set these in terraform.tfvars.

variable "region" {
  description = "AWS region. `make deploy` uses the region of your AWS configuration."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region)) && !startswith(var.region, "cn-")
    error_message = "The region must be a public one, such as eu-central-1; China and GovCloud use other service names."
  }
}

variable "name" {
  description = "Name of the cluster and its resources. Another name in the same account is another stack."
  type        = string
  default     = "streamgate"

  validation {
    # The longest derived name, a role's prefix, is limited to 38 characters.
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9]){1,19}$", var.name)) && length(var.name) <= 20
    error_message = "The name must have 2 to 20 lower-case letters, digits and single dashes, begin with a letter and end with no dash."
  }
}

variable "image_tag" {
  description = "Tag of the image in the stack's ECR repository. `make deploy` builds and pushes it first."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "The tag must be valid for Docker and must not be `latest`, which does not identify an image."
  }
}

variable "secrets" {
  description = "Content of the secret in AWS Secrets Manager (secrets.tf). It is passed on and never stored in a state or plan."
  type        = object({ REDIS_PASSWORD = string, TOKEN_KEY = string })
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = alltrue([for text in values(var.secrets) : can(regex("^[A-Za-z0-9]{32,128}$", text))])
    error_message = "Each must have 32 to 128 letters and digits: ElastiCache accepts few other characters."
  }
}

variable "secrets_version" {
  description = "Version of `secrets`: they are written only when this number changes."
  type        = number

  validation {
    condition     = var.secrets_version == floor(var.secrets_version) && var.secrets_version >= 1
    error_message = "The version must be an integer of at least 1: with 0 nothing would be written."
  }
}

# Upstream and viewers

variable "upstream_url" {
  description = "URL of the video backend, such as `https://video.example.com`. Default is the sample video. Traffic from outside the VPC passes the NAT gateway, which costs extra."
  type        = string
  default     = null

  validation {
    condition     = var.upstream_url == null || can(regex("^https?://[^/?#@\\s]+/?$", var.upstream_url))
    error_message = "The upstream must be an http:// or https:// URL with a host and an optional port, without a path or user."
  }
}

variable "chart_values" {
  description = "Further chart values in YAML (see k8s/chart/values.yaml). They override the values that Terraform sets. A tfvars file cannot call `file(\"values.yaml\")`; use a heredoc."
  type        = string
  default     = ""

  validation {
    condition     = var.chart_values == "" || can(keys(yamldecode(var.chart_values)))
    error_message = "The values must be a YAML map."
  }
}

variable "certificate_arn" {
  description = "ARN of an ACM certificate in the same region, for a domain that you point at the address. With it viewers use HTTPS, without it HTTP."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$", var.certificate_arn))
    error_message = "The certificate must be the ARN of an ACM certificate: arn:aws:acm:REGION:ACCOUNT:certificate/ID."
  }
}

variable "viewer_cidrs" {
  description = "IPv4 ranges of viewers. A gate trusts the X-Stream-Session it receives: if your edge sets it, admit only that edge."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.viewer_cidrs) > 0 && alltrue([for range in var.viewer_cidrs : can(cidrnetmask(range))])
    error_message = "Each must be an IPv4 range such as 203.0.113.0/24, and at least one is required."
  }
}

# The cluster

variable "kubernetes_version" {
  description = "Kubernetes version. EKS upgrades by one minor version at a time, and never downgrades. Fourteen months after its EKS release, a version costs six times as much."
  type        = string
  default     = "1.35"

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The version must be a minor version, such as 1.35."
  }
}

variable "node_instance_type" {
  description = "Instance type of the nodes. It must be x86-64, as the image."
  type        = string
  default     = "m5.large"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.([0-9]*x?large|metal|metal-[0-9]+xl|medium|small)$", var.node_instance_type))
    error_message = "The type must be an EC2 instance type, such as m5.large, and at least `small`."
  }

  validation {
    # m6g, c7gn, t4g, g5g and a1: a generation digit followed by g.
    condition     = !can(regex("^([a-z]+[0-9]+g[a-z]*|a1)\\.", var.node_instance_type))
    error_message = "The type must be x86-64: the image does not run on Graviton."
  }
}

variable "node_count" {
  description = "Initial number of nodes. Afterwards Terraform does not change the number, which stays between the two limits below; README.md describes how to change it."
  type        = number
  default     = 2

  validation {
    condition     = var.node_count == floor(var.node_count) && var.node_count >= var.node_count_min && var.node_count <= var.node_count_max
    error_message = "The count must be an integer from node_count_min to node_count_max."
  }
}

variable "node_count_min" {
  description = "Minimum number of nodes. With two, one can be lost or replaced."
  type        = number
  default     = 2

  validation {
    condition     = var.node_count_min == floor(var.node_count_min) && var.node_count_min >= 1
    error_message = "The minimum must be an integer of at least 1."
  }
}

variable "node_count_max" {
  description = "Maximum number of nodes."
  type        = number
  default     = 4

  validation {
    condition     = var.node_count_max == floor(var.node_count_max) && var.node_count_max >= var.node_count_min && var.node_count_max <= 100
    error_message = "The maximum must be an integer from node_count_min to 100."
  }
}

variable "cluster_admin_arns" {
  description = "ARNs of roles and users that administer the cluster. Default is the identity that last applied. Set this if several people or a pipeline deploy, and include yourself."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.cluster_admin_arns : can(regex("^arn:aws:iam::[0-9]{12}:(role|user)/.+$", arn))])
    error_message = "Each must be the ARN of an IAM role or user; for an assumed role (arn:aws:sts:…) use the ARN of the role."
  }
}

variable "api_allowed_cidrs" {
  description = "IPv4 ranges that can reach the Kubernetes API; it also requires IAM. They must include your own address when you deploy."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.api_allowed_cidrs) > 0 && alltrue([for range in var.api_allowed_cidrs : can(cidrnetmask(range))])
    error_message = "Each must be an IPv4 range such as 203.0.113.0/24, and at least one is required."
  }
}

# The network

variable "vpc_cidr" {
  description = "IPv4 range of the VPC. It cannot be changed later."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && can(regex("/(16|17|18|19)$", var.vpc_cidr))
    error_message = "The range must be IPv4, from /16 to /19: each zone uses a sixteenth for its nodes and pods."
  }
}

variable "zone_count" {
  description = "Number of availability zones."
  type        = number
  default     = 2

  validation {
    condition     = contains([2, 3], var.zone_count)
    error_message = "There must be 2 or 3 zones."
  }
}

variable "nat_gateway_per_zone" {
  description = "Whether each zone has its own NAT gateway. With a single one, an outage of its zone disconnects all gates from an upstream outside the VPC."
  type        = bool
  default     = false
}

# Redis

variable "redis_node_type" {
  description = "Type of the Redis nodes. A stream uses less than 1 KiB: memory is not the limit."
  type        = string
  default     = "cache.t4g.small"

  validation {
    # t1 has no Multi-AZ failover; r6gd supports only cluster mode.
    condition     = can(regex("^cache\\.[a-z][a-z0-9]+\\.(micro|small|medium|[0-9]*x?large)$", var.redis_node_type)) && !startswith(var.redis_node_type, "cache.t1.")
    error_message = "The type must be an ElastiCache node type with failover, such as cache.t4g.small."
  }
}

variable "redis_node_count" {
  description = "Number of Redis nodes: one primary, and replicas in other zones for failover."
  type        = number
  default     = 2

  validation {
    condition     = var.redis_node_count == floor(var.redis_node_count) && var.redis_node_count >= 2 && var.redis_node_count <= 6
    error_message = "There must be 2 to 6: failover needs a replica."
  }
}

variable "redis_maintenance_window" {
  description = "Maintenance window of ElastiCache, in UTC. Redis fails over during updates; playback continues."
  type        = string
  default     = "tue:03:00-tue:04:00"

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.redis_maintenance_window))
    error_message = "The window must look like tue:03:00-tue:04:00."
  }
}

# Tags for billing

variable "tags" {
  description = "Tags for all resources, in addition to Application, Stack and ManagedBy."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : !contains(["Application", "Stack", "ManagedBy"], key)])
    error_message = "Application, Stack and ManagedBy are already set."
  }
}
