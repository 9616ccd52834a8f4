variable "region" {
  description = "AWS region of the buckets."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region))
    error_message = "The region must look like eu-central-1."
  }
}

variable "state_bucket" {
  description = "Name of the bucket for the state. Bucket names are global in AWS: `make deploy` includes the account id."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "The name must have 3 to 63 lower-case letters, digits and dashes."
  }
}

variable "chart_bucket" {
  description = "Name of the bucket for the chart repository; null: none."
  type        = string
  default     = null

  validation {
    condition     = var.chart_bucket == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.chart_bucket))
    error_message = "The name must have 3 to 63 lower-case letters, digits and dashes."
  }

  validation {
    condition     = var.chart_bucket != var.state_bucket
    error_message = "State and charts have different readers: they need separate buckets."
  }
}

variable "existing_buckets" {
  description = "Names of the buckets that already exist."
  type        = set(string)
  default     = []
}

variable "remove" {
  description = "Whether a following destroy removes the buckets with their contents."
  type        = bool
  default     = false
}
