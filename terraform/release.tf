# The gates, by the chart, from the image that `make deploy` has pushed.

locals {
  chart       = "${path.module}/../k8s/chart"
  chart_files = fileset(local.chart, "**")
  chart_hash  = sha256(join("", [for file in local.chart_files : "${file} ${filesha256("${local.chart}/${file}")}"]))

  # What wins over the values below.
  operator_values = try(yamldecode(var.chart_values), null)
  # Beside a backend, in its pods, there is something to watch already.
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
        # Its password is in the Secret.
        REDIS_USERNAME = aws_elasticache_user.gates.user_name
      },
      var.upstream_url == null ? {} : { UPSTREAM_URL = var.upstream_url }
    )
    sampleVideo = { enabled = var.upstream_url == null && !local.upstream_elsewhere }
    service     = { type = "NodePort", nodePort = local.node_port, externalTrafficPolicy = "Local" }
    # Pods read the Secret when they start: another one makes others of them.
    podAnnotations = { "secrets/version" = tostring(var.secrets_version) }
  }
}

resource "kubernetes_namespace_v1" "gates" {
  metadata {
    name   = "streamgate"
    labels = { "pod-security.kubernetes.io/enforce" = "restricted" }
  }

  # The nodes, too: while the release is being taken down its pods still run on them.
  depends_on = [module.eks]

  lifecycle {
    precondition {
      # By their names: the path of a role is not known to everybody.
      condition = length(var.cluster_admin_arns) == 0 || contains(
        [for arn in var.cluster_admin_arns : basename(arn)], basename(data.aws_iam_session_context.deployer.issuer_arn)
      )
      error_message = "You are ${data.aws_iam_session_context.deployer.issuer_arn}, and cluster_admin_arns does not name you: the cluster would be made, and refuse you the release. Add yourself."
    }
  }
}

resource "kubernetes_secret_v1" "gates" {
  metadata {
    name      = "streamgate"
    namespace = kubernetes_namespace_v1.gates.metadata[0].name
  }

  # Written and never read back: no state holds it.
  data_wo          = var.secrets
  data_wo_revision = var.secrets_version
}

resource "helm_release" "gates" {
  name      = "streamgate"
  namespace = kubernetes_namespace_v1.gates.metadata[0].name
  chart     = local.chart
  # Of a chart in a folder nothing but its version is compared: a change of its files shows here.
  description = "Image ${var.image_tag}, chart ${substr(local.chart_hash, 0, 12)}"
  values      = compact([yamlencode(local.chart_values), var.chart_values])

  # Until every pod is ready, which it is when it has reached Redis; what does not become ready is taken back.
  wait        = true
  atomic      = true
  timeout     = 600
  max_history = 10

  # What the gates need to get ready, and to end well: Redis' door, and the endpoint their image comes through.
  depends_on = [aws_vpc_security_group_ingress_rule.redis, aws_vpc_endpoint.s3]
}
