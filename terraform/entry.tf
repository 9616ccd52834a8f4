# A network load balancer for viewers. It forwards TCP unchanged, so that a gate detects a client that stops reading or
# disconnects, and it health-checks a gate on each node. Terraform owns it, not a Kubernetes Service, so that its address
# is known and nothing remains after `make destroy`.

locals {
  tls       = var.certificate_arn != null
  port      = local.tls ? 443 : 80
  node_port = 30080
  # The gate itself responds at this path; the upstream does not.
  health_path = try(local.operator_values.config.HEALTH_PATH, "/")
}

resource "aws_security_group" "entry" {
  name_prefix = "${var.name}-entry-"
  description = "Viewers of ${var.name}"
  vpc_id      = module.vpc.vpc_id
  tags        = { Name = "${var.name}-entry" }

  lifecycle { create_before_destroy = true }
}

resource "aws_vpc_security_group_ingress_rule" "entry" {
  for_each = toset(var.viewer_cidrs)

  security_group_id = aws_security_group.entry.id
  description       = "Viewers"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = local.port
  to_port           = local.port
}

resource "aws_vpc_security_group_egress_rule" "entry" {
  security_group_id            = aws_security_group.entry.id
  description                  = "To gates"
  referenced_security_group_id = module.eks.node_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = local.node_port
  to_port                      = local.node_port
}

resource "aws_lb" "entry" {
  name               = var.name
  load_balancer_type = "network"
  internal           = false
  subnets            = module.vpc.public_subnets
  security_groups    = [aws_security_group.entry.id]

  # A zone can be without a gate for some time.
  enable_cross_zone_load_balancing = true

  # An internet-facing load balancer needs the VPC's internet gateway, which no argument depends on.
  depends_on = [module.vpc]
}

resource "aws_lb_target_group" "gates" {
  name        = var.name
  vpc_id      = module.vpc.vpc_id
  target_type = "instance"
  protocol    = "TCP"
  port        = local.node_port

  # Gates forward the viewer's address to the upstream.
  preserve_client_ip   = true
  deregistration_delay = 60

  # The shortest interval of AWS: viewers routed to a node that has just lost its last gate get no response.
  health_check {
    protocol            = "HTTP"
    path                = local.health_path
    matcher             = "200"
    interval            = 5
    timeout             = 3
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "entry" {
  load_balancer_arn = aws_lb.entry.arn
  port              = local.port
  protocol          = local.tls ? "TLS" : "TCP"
  certificate_arn   = var.certificate_arn
  ssl_policy        = local.tls ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.gates.arn
  }
}

# Registers and removes nodes as targets automatically.
resource "aws_autoscaling_attachment" "gates" {
  autoscaling_group_name = module.eks.eks_managed_node_groups_autoscaling_group_names[0]
  lb_target_group_arn    = aws_lb_target_group.gates.arn
}
