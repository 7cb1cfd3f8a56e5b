"""The simulated api.weixin.qq.com."""
