# The password of Redis and the key of tokens: in AWS Secrets Manager, and from there in Redis and in a Secret of
# Kubernetes, by arguments that Terraform writes and does not keep.
#
# Terraform makes the box. `make deploy` fills it, once, with what Secrets Manager itself draws, and hands what is in it
# to Terraform as `var.secrets`: so an apply that broke off halfway is completed with the same password.

resource "aws_secretsmanager_secret" "gates" {
  name        = "${var.name}/gates"
  description = "Password of Redis and key of tokens of ${var.name}"
  # At once: what they open goes with the stack, and the next stack of this name needs the name.
  recovery_window_in_days = 0
}
