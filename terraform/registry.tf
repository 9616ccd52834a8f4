locals {
  registry_rules = [
    {
      rulePriority = 1
      description  = "Keep enough tagged images to roll back"
      selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    },
    {
      # Parts of tagged images stay: ECR removes no manifest that an index references.
      rulePriority = 2
      description  = "Remove untagged images"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
      action       = { type = "expire" }
    },
  ]
}

module "ecr" {
  source  = "terraform-aws-modules/ecr/aws"
  version = "3.2.0"

  repository_name = var.name
  # A tag identifies the sources of its image and cannot be moved.
  repository_image_tag_mutability = "IMMUTABLE"
  repository_image_scan_on_push   = true
  # Images can be rebuilt, so they do not block `make destroy`.
  repository_force_delete = true

  repository_lifecycle_policy = jsonencode({ rules = local.registry_rules })
}
