variable "region" {
  description = "AWS region of the buckets."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region))
    error_message = "The region must be one such as eu-central-1."
  }
}

variable "state_bucket" {
  description = "Name of the bucket for the state. Names are one space for all of AWS: `make deploy` puts the account into it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "The name must have 3 to 63 lower-case letters, digits and dashes."
  }
}

variable "chart_bucket" {
  description = "Name of the bucket for the chart repository; null is none."
  type        = string
  default     = null

  validation {
    condition     = var.chart_bucket == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.chart_bucket))
    error_message = "The name must have 3 to 63 lower-case letters, digits and dashes."
  }

  validation {
    condition     = var.chart_bucket != var.state_bucket
    error_message = "State and charts are read by different people: they need a bucket each."
  }
}

variable "existing_buckets" {
  description = "Which of them are there already."
  type        = set(string)
  default     = []
}

variable "remove" {
  description = "Whether they are to be removed with all that is in them, by the destroy that follows."
  type        = bool
  default     = false
}
