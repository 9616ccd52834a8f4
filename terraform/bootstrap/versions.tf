terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.47" }
  }

  # Where is said to `terraform init`: a folder that is thrown away.
  backend "local" {}
}
