# Who may do what in AWS from within the cluster, and no keys anywhere:
#   nodes      join the cluster and pull images (the two policies that the eks module attaches)
#   aws-node   gives pods their addresses, by pod identity: the role below
#   gates      nothing. They talk to Redis and the upstream; no role is bound to them, and they reach no node's

data "aws_caller_identity" "deployer" {}

# The role behind a login that has assumed one.
data "aws_iam_session_context" "deployer" {
  arn = data.aws_caller_identity.deployer.arn
}

resource "aws_iam_role" "pod_network" {
  # A prefix of at most 38 characters is allowed.
  name_prefix = "${var.name}-pod-network-"
  description = "Gives the pods of ${var.name} their addresses"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      # By this cluster's pods alone, not by those of another one in the account.
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
  # By way of the attachment, so that the role has its rights before the first node comes and until the last is gone.
  pod_network_role_arn = "arn:aws:iam::${data.aws_caller_identity.deployer.account_id}:role/${aws_iam_role_policy_attachment.pod_network.role}"
}
