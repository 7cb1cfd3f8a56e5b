"""What every form of the console says once it was sent."""

BUSY = "现在忙，没有提交。您写的内容还在，请过几秒再试一次。"
SAVED = "已存进草稿。训练、测试、发布以后，市民才会看到。"
