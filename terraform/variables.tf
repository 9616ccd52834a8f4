# What `make deploy` gives itself: not for terraform.tfvars.

variable "region" {
  description = "AWS region. `make deploy` takes that of your AWS configuration."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region)) && !startswith(var.region, "cn-")
    error_message = "The region must be one of the public ones, such as eu-central-1; those of China and GovCloud have other names for everything."
  }
}

variable "name" {
  description = "Name of the cluster and all that belongs to it; another name in the same account is another stack."
  type        = string
  default     = "streamgate"

  validation {
    # The longest that is made of it, a role's prefix, may have 38 characters.
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9]){1,19}$", var.name)) && length(var.name) <= 20
    error_message = "The name must have 2 to 20 lower-case letters, digits and single dashes, begin with a letter and end with no dash."
  }
}

variable "image_tag" {
  description = "Tag of the image in the stack's ECR repository. `make deploy` builds and pushes it beforehand."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "The tag must be one that Docker accepts, and not `latest`, which says nothing."
  }
}

variable "secrets" {
  description = "What the secret in AWS Secrets Manager holds (secrets.tf). It is handed on, and kept in no state and no plan."
  type        = object({ REDIS_PASSWORD = string, TOKEN_KEY = string })
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = alltrue([for text in values(var.secrets) : can(regex("^[A-Za-z0-9]{32,128}$", text))])
    error_message = "Each must have 32 to 128 letters and digits: ElastiCache takes few other characters."
  }
}

variable "secrets_version" {
  description = "Another number whenever `secrets` are others: they are written only then."
  type        = number

  validation {
    condition     = var.secrets_version == floor(var.secrets_version) && var.secrets_version >= 1
    error_message = "The version must be a whole number from 1: with 0 nothing would be written."
  }
}

# What is gated

variable "upstream_url" {
  description = "The video backend, as `https://video.example.com`. Without one the sample video is served. What comes from outside the VPC passes the NAT gateway: see the costs."
  type        = string
  default     = null

  validation {
    condition     = var.upstream_url == null || can(regex("^https?://[^/?#@\\s]+/?$", var.upstream_url))
    error_message = "The upstream must be http:// or https:// with a host and perhaps a port, and no path or user."
  }
}

variable "chart_values" {
  description = "More values for the chart, in YAML (k8s/chart/values.yaml tells which there are): they win over those that Terraform gives. For example `file(\"values.yaml\")` cannot stand in a tfvars file, but a heredoc can."
  type        = string
  default     = ""

  validation {
    condition     = var.chart_values == "" || can(keys(yamldecode(var.chart_values)))
    error_message = "The values must be a map in YAML."
  }
}

variable "certificate_arn" {
  description = "Certificate in ACM, of the same region, for a name that you point at the address. With it viewers come by https, without it by http."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$", var.certificate_arn))
    error_message = "The certificate must be the ARN of one in ACM: arn:aws:acm:REGION:ACCOUNT:certificate/ID."
  }
}

variable "viewer_cidrs" {
  description = "IPv4 ranges that viewers may come from. A gate believes the X-Stream-Session that comes: where an edge of yours sets it, let nobody in but that edge."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.viewer_cidrs) > 0 && alltrue([for range in var.viewer_cidrs : can(cidrnetmask(range))])
    error_message = "Each must be an IPv4 range such as 203.0.113.0/24, and there must be one."
  }
}

# The cluster

variable "kubernetes_version" {
  description = "Version of Kubernetes. EKS goes up by one minor version at a time, and never down. Fourteen months after EKS got it, it costs six times as much."
  type        = string
  default     = "1.35"

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The version must be a minor one, such as 1.35."
  }
}

variable "node_instance_type" {
  description = "Type of the nodes. x86-64, as the image is."
  type        = string
  default     = "m5.large"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.([0-9]*x?large|metal|metal-[0-9]+xl|medium|small)$", var.node_instance_type))
    error_message = "The type must be that of an EC2 instance, such as m5.large; smaller than small carries nothing."
  }

  validation {
    # m6g, c7gn, t4g, g5g and a1: the digit of the generation, and then a g.
    condition     = !can(regex("^([a-z]+[0-9]+g[a-z]*|a1)\\.", var.node_instance_type))
    error_message = "The type must be of the x86-64 kind: the image does not run on Graviton."
  }
}

variable "node_count" {
  description = "Nodes to begin with. From then on the node group keeps its own count, between the two below, so that Terraform takes none away: README.md tells how to change it then."
  type        = number
  default     = 2

  validation {
    condition     = var.node_count == floor(var.node_count) && var.node_count >= var.node_count_min && var.node_count <= var.node_count_max
    error_message = "The count must be a whole number from node_count_min to node_count_max."
  }
}

variable "node_count_min" {
  description = "Fewest nodes there may be. Two, so that one may be lost or replaced."
  type        = number
  default     = 2

  validation {
    condition     = var.node_count_min == floor(var.node_count_min) && var.node_count_min >= 1
    error_message = "The fewest must be a whole number from 1."
  }
}

variable "node_count_max" {
  description = "Most nodes there may be."
  type        = number
  default     = 4

  validation {
    condition     = var.node_count_max == floor(var.node_count_max) && var.node_count_max >= var.node_count_min && var.node_count_max <= 100
    error_message = "The most must be a whole number from node_count_min to 100."
  }
}

variable "cluster_admin_arns" {
  description = "Roles and users that administer the cluster. Without any it is whoever applied last: name them where several people or a pipeline deploy, and yourself with them."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.cluster_admin_arns : can(regex("^arn:aws:iam::[0-9]{12}:(role|user)/.+$", arn))])
    error_message = "Each must be the ARN of a role or user in IAM; of an assumed role (arn:aws:sts:…) give the role's own."
  }
}

variable "api_allowed_cidrs" {
  description = "IPv4 ranges from which the API of Kubernetes is reached, by those whom IAM lets in. Yours must be one of them when you deploy."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.api_allowed_cidrs) > 0 && alltrue([for range in var.api_allowed_cidrs : can(cidrnetmask(range))])
    error_message = "Each must be an IPv4 range such as 203.0.113.0/24, and there must be one."
  }
}

# The network

variable "vpc_cidr" {
  description = "Range of the VPC. It cannot be changed later."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && can(regex("/(16|17|18|19)$", var.vpc_cidr))
    error_message = "The range must be IPv4, from /16 to /19: each zone takes a sixteenth for its nodes and pods."
  }
}

variable "zone_count" {
  description = "Availability zones to spread over."
  type        = number
  default     = 2

  validation {
    condition     = contains([2, 3], var.zone_count)
    error_message = "There must be 2 or 3 zones."
  }
}

variable "nat_gateway_per_zone" {
  description = "Whether each zone has a NAT gateway of its own. With one for all, an outage of its zone cuts gates off from an upstream outside the VPC."
  type        = bool
  default     = false
}

# Redis

variable "redis_node_type" {
  description = "Type of the Redis nodes. A stream takes less than a kibibyte: memory is not what limits it."
  type        = string
  default     = "cache.t4g.small"

  validation {
    # Below: no failover in Multi-AZ on t1, and nothing but cluster mode on r6gd.
    condition     = can(regex("^cache\\.[a-z][a-z0-9]+\\.(micro|small|medium|[0-9]*x?large)$", var.redis_node_type)) && !startswith(var.redis_node_type, "cache.t1.")
    error_message = "The type must be one of ElastiCache with failover, such as cache.t4g.small."
  }
}

variable "redis_node_count" {
  description = "Redis nodes: one primary, the others replicas in other zones that take over from it."
  type        = number
  default     = 2

  validation {
    condition     = var.redis_node_count == floor(var.redis_node_count) && var.redis_node_count >= 2 && var.redis_node_count <= 6
    error_message = "There must be 2 to 6: without a replica nothing can take over."
  }
}

variable "redis_maintenance_window" {
  description = "When ElastiCache may update Redis, in UTC; it fails over then, which viewers do not notice."
  type        = string
  default     = "tue:03:00-tue:04:00"

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.redis_maintenance_window))
    error_message = "The window must look like tue:03:00-tue:04:00."
  }
}

# What it is called in the bill

variable "tags" {
  description = "Tags for everything, beside Application, Stack and ManagedBy."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : !contains(["Application", "Stack", "ManagedBy"], key)])
    error_message = "Application, Stack and ManagedBy are given already."
  }
}
