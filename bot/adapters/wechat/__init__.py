"""WeChat's official account: the door citizens come through, and the ways back to them."""
