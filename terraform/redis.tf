# The Redis that stores the streams of all gates: one primary, and replicas in other zones.

# Permits only what the gates need: docs/OPERATIONS.md lists it, and a test of the program verifies it.
resource "aws_elasticache_user" "gates" {
  user_id   = "${var.name}-gates"
  user_name = "gates"
  engine    = "redis"
  access_string = join(" ", [
    "on ~streamgate:* resetchannels &streamgate:ended -@all",
    "+evalsha +eval +ping +info +subscribe +publish +time +hgetall +hmget +hlen +hset +hdel +pttl +pexpireat",
    "+zadd +zrange +zscore +zrem +zremrangebyscore +zcard",
  ])

  passwords_wo         = var.secrets.REDIS_PASSWORD
  passwords_wo_version = var.secrets_version
}

# A group must have a user named default, which Redis uses for clients without a user name. It has no permissions.
resource "aws_elasticache_user" "default" {
  user_id              = "${var.name}-default"
  user_name            = "default"
  engine               = "redis"
  access_string        = "off resetchannels -@all"
  no_password_required = true
}

resource "aws_elasticache_user_group" "redis" {
  user_group_id = var.name
  engine        = "redis"
  user_ids      = [aws_elasticache_user.default.user_id, aws_elasticache_user.gates.user_id]
}

resource "aws_security_group" "redis" {
  name_prefix = "${var.name}-redis-"
  description = "Redis of ${var.name}"
  vpc_id      = module.vpc.vpc_id
  tags        = { Name = "${var.name}-redis" }

  lifecycle { create_before_destroy = true }
}

resource "aws_vpc_security_group_ingress_rule" "redis" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Gates to Redis"
  referenced_security_group_id = module.eks.node_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_elasticache_parameter_group" "redis" {
  name        = "${var.name}-redis7"
  family      = "redis7"
  description = "Redis of ${var.name}"

  # The default policy evicts streams when memory is full, and a viewer could exceed the limit.
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "redis" {
  replication_group_id = var.name
  description          = "Streams of ${var.name}"

  engine               = "redis"
  engine_version       = "7.1"
  node_type            = var.redis_node_type
  port                 = 6379
  parameter_group_name = aws_elasticache_parameter_group.redis.name

  num_cache_clusters         = var.redis_node_count
  automatic_failover_enabled = true
  multi_az_enabled           = true

  subnet_group_name  = module.vpc.elasticache_subnet_group_name
  security_group_ids = [aws_security_group.redis.id]

  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.redis.user_group_id]

  # No snapshots: streams live for seconds, and gates restore the streams that Redis loses.
  snapshot_retention_limit   = 0
  auto_minor_version_upgrade = true
  maintenance_window         = var.redis_maintenance_window
  apply_immediately          = true
}
