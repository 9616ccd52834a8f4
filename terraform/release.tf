# The gates: the chart with the image that `make deploy` has pushed.

locals {
  chart       = "${path.module}/../k8s/chart"
  chart_files = fileset(local.chart, "**")
  chart_hash  = sha256(join("", [for file in local.chart_files : "${file} ${filesha256("${local.chart}/${file}")}"]))

  # These override the values below.
  operator_values = try(yamldecode(var.chart_values), null)
  # A sidecar's backend serves its own video.
  upstream_elsewhere = try(local.operator_values.mode, "standalone") != "standalone" || try(local.operator_values.config.UPSTREAM_URL, "") != ""

  chart_values = {
    mode           = "standalone"
    image          = { repository = module.ecr.repository_url, tag = var.image_tag }
    existingSecret = kubernetes_secret_v1.gates.metadata[0].name
    config = merge(
      {
        REDIS_HOST = aws_elasticache_replication_group.redis.primary_endpoint_address
        REDIS_PORT = aws_elasticache_replication_group.redis.port
        REDIS_TLS  = true
        # The password is in the Secret.
        REDIS_USERNAME = aws_elasticache_user.gates.user_name
      },
      var.upstream_url == null ? {} : { UPSTREAM_URL = var.upstream_url }
    )
    sampleVideo = { enabled = var.upstream_url == null && !local.upstream_elsewhere }
    service     = { type = "NodePort", nodePort = local.node_port, externalTrafficPolicy = "Local" }
    # Pods read the Secret when they start: a new version replaces them.
    podAnnotations = { "secrets/version" = tostring(var.secrets_version) }
  }
}

resource "kubernetes_namespace_v1" "gates" {
  metadata {
    name   = "streamgate"
    labels = { "pod-security.kubernetes.io/enforce" = "restricted" }
  }

  # Also the nodes: the release's pods run on them until it is removed.
  depends_on = [module.eks]

  lifecycle {
    precondition {
      # Compares names: not every identity can read the path of a role.
      condition = length(var.cluster_admin_arns) == 0 || contains(
        [for arn in var.cluster_admin_arns : basename(arn)], basename(data.aws_iam_session_context.deployer.issuer_arn)
      )
      error_message = "cluster_admin_arns does not include you (${data.aws_iam_session_context.deployer.issuer_arn}): the cluster would reject your release. Add yourself."
    }
  }
}

resource "kubernetes_secret_v1" "gates" {
  metadata {
    name      = "streamgate"
    namespace = kubernetes_namespace_v1.gates.metadata[0].name
  }

  # Write-only: no state contains it.
  data_wo          = var.secrets
  data_wo_revision = var.secrets_version
}

resource "helm_release" "gates" {
  name      = "streamgate"
  namespace = kubernetes_namespace_v1.gates.metadata[0].name
  chart     = local.chart
  # Terraform compares only the version of a local chart; this hash detects changes of its files.
  description = "Image ${var.image_tag}, chart ${substr(local.chart_hash, 0, 12)}"
  values      = compact([yamlencode(local.chart_values), var.chart_values])

  # Waits until every pod is ready, that is connected to Redis; otherwise the release is rolled back.
  wait        = true
  atomic      = true
  timeout     = 600
  max_history = 10

  # Needed to become ready and to shut down: access to Redis, and the endpoint for image downloads.
  depends_on = [aws_vpc_security_group_ingress_rule.redis, aws_vpc_endpoint.s3]
}
