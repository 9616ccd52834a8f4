locals {
  registry_rules = [
    {
      rulePriority = 1
      description  = "Enough to go back, no more"
      selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    },
    {
      # What belongs to a tagged one stays: ECR removes no manifest that an index names.
      rulePriority = 2
      description  = "What no tag leads to"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
      action       = { type = "expire" }
    },
  ]
}

module "ecr" {
  source  = "terraform-aws-modules/ecr/aws"
  version = "3.2.0"

  repository_name = var.name
  # A tag says which sources it was built from, and keeps saying so.
  repository_image_tag_mutability = "IMMUTABLE"
  repository_image_scan_on_push   = true
  # Images can be built again: they do not stand in the way of `make destroy`.
  repository_force_delete = true

  repository_lifecycle_policy = jsonencode({ rules = local.registry_rules })
}
