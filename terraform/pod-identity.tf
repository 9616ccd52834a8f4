# AWS permissions inside the cluster, without access keys:
#   nodes      join the cluster and pull images (the two policies that the eks module attaches)
#   aws-node   assigns addresses to pods, with Pod Identity: the role below
#   gates      nothing. They talk to Redis and the upstream; no role is bound to them, and they reach no node's

data "aws_caller_identity" "deployer" {}

# The role of an assumed-role session.
data "aws_iam_session_context" "deployer" {
  arn = data.aws_caller_identity.deployer.arn
}

resource "aws_iam_role" "pod_network" {
  # A prefix is limited to 38 characters.
  name_prefix = "${var.name}-pod-network-"
  description = "Assigns addresses to the pods of ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      # Only for pods of this cluster, not of another one in the account.
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.deployer.account_id }
        ArnEquals = {
          "aws:SourceArn" = "arn:aws:eks:${var.region}:${data.aws_caller_identity.deployer.account_id}:cluster/${var.name}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "pod_network" {
  role       = aws_iam_role.pod_network.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
}

locals {
  # Through the attachment, so that the role has its permissions before the first node exists and until the last is removed.
  pod_network_role_arn = "arn:aws:iam::${data.aws_caller_identity.deployer.account_id}:role/${aws_iam_role_policy_attachment.pod_network.role}"
}
