"""What the CloudFormation templates promise, asked of the templates themselves."""
