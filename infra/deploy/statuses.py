"""How a stack can stand, in CloudFormation's words, as far as it matters here.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

from typing import Final

#: A stack that only ever failed to be made, or of which the deletion failed.
HALF_MADE: Final = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
NOT_THERE: Final = frozenset({"", "REVIEW_IN_PROGRESS"})
#: What the next deployment creates: it goes on from no value that such a stack was told.
TO_BE_MADE: Final = NOT_THERE | HALF_MADE
STUCK: Final = "UPDATE_ROLLBACK_FAILED"
DONE: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})

#: What CloudFormation shows of a secret.
HIDDEN: Final = "****"
