terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.47" }
  }

  # The path is passed to `terraform init`: a temporary folder.
  backend "local" {}
}
