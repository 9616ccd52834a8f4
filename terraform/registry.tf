module "ecr" {
  source  = "terraform-aws-modules/ecr/aws"
  version = "3.2.0"

  repository_name = var.name
  # A tag says which sources it was built from, and keeps saying so.
  repository_image_tag_mutability = "IMMUTABLE"
  repository_image_scan_on_push   = true
  # Images can be built again: they do not stand in the way of `make destroy`.
  repository_force_delete = true

  repository_lifecycle_policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Enough to go back, no more"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    }]
  })
}
